package io.vigil.deposits.voting;

import io.vigil.deposits.DepositTree;
import io.vigil.deposits.Eth1Data;
import io.vigil.deposits.Frontier;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The state of 0x…1001 in slots (D6). Words of several numbers have the first one in their highest bits; mappings and the
 * array of outcomes lie where Solidity would put them.
 */
public final class DepositState {
    private static final UInt256 NUMBERS = UInt256.ZERO;
    private static final UInt256 BLOCK_HASH = UInt256.ONE;
    private static final UInt256 ROOT = UInt256.of(2);
    private static final UInt256 PERIOD = UInt256.of(3);
    private static final long VOTES = 4;
    private static final long RECORDS = 6;
    private static final long OUTCOMES = 7;
    private static final long FRONTIER = 0x20;

    private final ContractStorage storage;

    public DepositState(ContractStorage storage) {
        this.storage = storage;
    }

    /** What became of a deposit. Its ordinal is stored. */
    public enum Outcome {
        NONE,
        NEW,
        TOP_UP,
        BAD_SIGNATURE,
        BAD_KEY,
        /** A top-up beyond 2^64-1 gwei; the balance stays there. */
        SATURATED
    }

    /**
     * What a key has deposited.
     *
     * @param gwei unsigned
     * @param firstIndex the deposit whose credentials count (D12); 0 for one of genesis
     * @param flags {@link #OF_GENESIS} or 0
     */
    public record Deposited(Bytes publicKey, Hash credentials, long gwei, long firstIndex, int deposits, int flags) {
        /** The key is a validator's of genesis, so its first deposit is a top-up (D2). */
        public static final int OF_GENESIS = 1;

        public static Deposited ofGenesis(Bytes publicKey, Hash credentials, long gwei) {
            return new Deposited(publicKey, credentials, gwei, 0, 0, OF_GENESIS);
        }
    }

    /** A vote as it is stored. */
    public record CastVote(Hash voteHash, long period, long height) {}

    /** Writes what genesis has (D2). */
    public void begin(Eth1Parameters parameters, List<Deposited> validators) {
        writeAdopted(parameters.start(), 0);
        writeFrontier(parameters.processed());
        validators.forEach(this::writeDeposited);
    }

    /**
     * D17: after a false root let wrong deposits be processed, whose indices are used up for good, a vote of governance sets
     * the frontier to that of the true tree, so that the next deposit fits again. Whether it is the true one shows when the
     * next proof is checked against it; only where the adopted tree ends with it can be told at once.
     *
     * @param generation what the vote was made for; another adoption since then makes it void
     * @return why it is refused; empty if {@link #resume} may be called
     */
    public Optional<String> resumeRefusal(long generation, Frontier frontier) {
        Eth1Data adopted = adopted();
        if (generation != generation()) {
            return Optional.of("GENERATION: " + generation + ", now it is " + generation());
        }
        if (frontier.count() != nextIndex()) {
            return Optional.of("FRONTIER: of " + frontier.count() + " deposits, processed are " + nextIndex());
        }
        if (frontier.count() > adopted.count()) { // the true tree has no such frontier yet
            return Optional.of("ADOPTED: " + adopted.count() + " deposits, processed are " + frontier.count());
        }
        if (frontier.count() == adopted.count() && !frontier.root().equals(adopted.root())) {
            return Optional.of("ROOT: the frontier's is " + frontier.root() + ", adopted is " + adopted.root());
        }
        return frontier.equals(frontier()) ? Optional.of("NO_CHANGE") : Optional.empty();
    }

    /** @throws IllegalStateException if {@link #resumeRefusal} has anything to say */
    public void resume(long generation, Frontier frontier) {
        Optional<String> refusal = resumeRefusal(generation, frontier);
        if (refusal.isPresent()) {
            throw new IllegalStateException("resumed although " + refusal.get());
        }
        writeFrontier(frontier);
    }

    public Eth1Data adopted() {
        UInt256 numbers = storage.load(NUMBERS);
        return new Eth1Data(numbers.limb1(), hash(BLOCK_HASH), hash(ROOT), numbers.limb2());
    }

    /** How often something was adopted. */
    public long generation() {
        return storage.load(NUMBERS).limb0();
    }

    /** Index of the next deposit to process. */
    public long nextIndex() {
        return storage.load(NUMBERS).limb3();
    }

    /** The tree of all processed deposits (D16). */
    public Frontier frontier() {
        long count = nextIndex();
        List<Hash> subtrees = new ArrayList<>();
        for (int height = DepositTree.DEPTH - 1; height >= 0; height--) {
            if (((count >> height) & 1) == 1) {
                subtrees.add(hash(UInt256.of(FRONTIER + height)));
            }
        }
        return new Frontier(count, subtrees);
    }

    public long period() {
        return storage.load(PERIOD).limb3();
    }

    /** Timestamp of the parent of the period's first block. */
    public long periodTime() {
        return storage.load(PERIOD).limb2();
    }

    public Optional<CastVote> vote(Address validator) {
        UInt256 at = voteSlot(validator);
        UInt256 when = storage.load(at.add(UInt256.ONE));
        return when.limb1() == 0 // the period is stored plus one, so 'no vote' is not 'period 0'
                ? Optional.empty()
                : Optional.of(new CastVote(hash(at), when.limb1() - 1, when.limb0()));
    }

    public Optional<Deposited> deposited(Bytes publicKey) {
        UInt256 at = recordSlot(publicKey);
        UInt256 numbers = storage.load(at.add(UInt256.ONE));
        int deposits = (int) (numbers.limb0() >>> 32);
        return numbers.limb0() == 0 // neither deposits nor flags
                ? Optional.empty()
                : Optional.of(new Deposited(
                        publicKey, hash(at), numbers.limb2(), numbers.limb1(), deposits, (int) numbers.limb0()));
    }

    public Outcome outcome(long index) {
        Bytes word = storage.load(outcomeSlot(index)).toBytes32();
        int value = word.get((int) (index % Hash.SIZE));
        return value < Outcome.values().length ? Outcome.values()[value] : Outcome.NONE;
    }

    void writePeriod(long period, long periodTime) {
        storage.store(PERIOD, new UInt256(period, periodTime, 0, 0));
    }

    void writeVote(Address validator, CastVote vote) {
        UInt256 at = voteSlot(validator);
        storage.store(at, UInt256.of(vote.voteHash().bytes()));
        storage.store(at.add(UInt256.ONE), new UInt256(0, 0, vote.period() + 1, vote.height()));
    }

    void writeAdopted(Eth1Data data, long generation) {
        storage.store(NUMBERS, new UInt256(nextIndex(), data.count(), data.number(), generation));
        storage.store(BLOCK_HASH, UInt256.of(data.blockHash().bytes()));
        storage.store(ROOT, UInt256.of(data.root().bytes()));
    }

    /** Slots of heights without a full subtree keep what they held; nothing reads them. */
    void writeFrontier(Frontier frontier) {
        UInt256 numbers = storage.load(NUMBERS);
        storage.store(NUMBERS, new UInt256(frontier.count(), numbers.limb2(), numbers.limb1(), numbers.limb0()));
        for (int height = 0; height < DepositTree.DEPTH; height++) {
            if (frontier.has(height)) {
                storage.store(
                        UInt256.of(FRONTIER + height),
                        UInt256.of(frontier.subtree(height).bytes()));
            }
        }
    }

    void writeDeposited(Deposited deposited) {
        UInt256 at = recordSlot(deposited.publicKey());
        long low = ((long) deposited.deposits() << 32) | Integer.toUnsignedLong(deposited.flags());
        byte[] tail = new byte[Hash.SIZE];
        deposited.publicKey().slice(32, 16).copyTo(tail, 0);
        storage.store(at, UInt256.of(deposited.credentials().bytes()));
        storage.store(at.add(UInt256.ONE), new UInt256(0, deposited.gwei(), deposited.firstIndex(), low));
        storage.store(at.add(UInt256.of(2)), UInt256.of(deposited.publicKey().slice(0, 32)));
        storage.store(at.add(UInt256.of(3)), UInt256.of(Bytes.wrap(tail)));
    }

    void writeOutcome(long index, Outcome outcome) {
        UInt256 at = outcomeSlot(index);
        byte[] word = storage.load(at).toBytes32().toArray();
        word[(int) (index % Hash.SIZE)] = (byte) outcome.ordinal();
        storage.store(at, UInt256.of(Bytes.wrap(word)));
    }

    private Hash hash(UInt256 slot) {
        return new Hash(storage.load(slot).toBytes32());
    }

    private static UInt256 voteSlot(Address validator) {
        byte[] key = new byte[Hash.SIZE];
        validator.bytes().copyTo(key, Hash.SIZE - Address.SIZE);
        return mapping(Bytes.wrap(key), VOTES);
    }

    /** The slots of what a key has deposited: credentials, numbers, and the key in two. */
    public static List<UInt256> slotsOf(Bytes publicKey) {
        UInt256 at = recordSlot(publicKey);
        return List.of(at, at.add(UInt256.ONE), at.add(UInt256.of(2)), at.add(UInt256.of(3)));
    }

    private static UInt256 recordSlot(Bytes publicKey) {
        return mapping(Keccak.hash(publicKey).bytes(), RECORDS);
    }

    private static UInt256 mapping(Bytes key, long slot) {
        return UInt256.of(
                Keccak.hash(Bytes.concat(key, UInt256.of(slot).toBytes32())).bytes());
    }

    private static UInt256 outcomeSlot(long index) {
        UInt256 start = UInt256.of(Keccak.hash(UInt256.of(OUTCOMES).toBytes32()).bytes());
        return start.addWrapping(UInt256.of(index / Hash.SIZE));
    }
}
