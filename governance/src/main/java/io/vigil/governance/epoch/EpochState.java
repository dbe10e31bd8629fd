package io.vigil.governance.epoch;

import io.vigil.governance.parameters.Parameter;
import io.vigil.governance.parameters.Parameters;
import io.vigil.governance.state.GovernanceState;
import io.vigil.governance.state.Slots;
import io.vigil.governance.state.StateView;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import io.vigil.types.UInt256;
import io.vigil.types.chain.ValidatorInfo;
import io.vigil.types.crypto.BlsPublicKey;
import io.vigil.types.genesis.GovernanceModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The epoch that the next block belongs to, as 0x…1002 holds it: a block's epoch, version and end are those of its parent's
 * state (G2), and a header's set root is that of the state after it.
 *
 * @param version of the protocol
 * @param end number of the epoch's last block; 0 for one endless epoch (G3)
 * @param set the members, who certify every block of the epoch
 * @param next what follows, from the block at {@link #fix} on
 * @param skipped transactions that no block of the epoch may hold, by the plan that began it (G44)
 */
public record EpochState(
        GovernanceModule module,
        long epoch,
        long version,
        long end,
        List<Member> set,
        Parameters parameters,
        Optional<NextEpoch> next,
        List<Hash> skipped) {
    /** Governance's own contract. */
    public static final Address ADDRESS = Address.ofInt(0x1002);

    private static final int MAX_SET_BYTES = 32 << 10;
    private static final UInt256 POSITION = Slots.at("epoch", Bytes.EMPTY);
    private static final UInt256 MODULE = Slots.at("module", Bytes.EMPTY);
    private static final UInt256 SET = Slots.at("epoch.set", Bytes.EMPTY);
    private static final UInt256 PARAMETERS = Slots.at("epoch.parameters", Bytes.EMPTY);
    private static final UInt256 NEXT = Slots.at("epoch.next", Bytes.EMPTY);
    private static final UInt256 SKIPPED = Slots.at("epoch.skipped", Bytes.EMPTY);

    /** Of an epoch in which every transaction may stand. */
    public EpochState(
            GovernanceModule module,
            long epoch,
            long version,
            long end,
            List<Member> set,
            Parameters parameters,
            Optional<NextEpoch> next) {
        this(module, epoch, version, end, set, parameters, next, List.of());
    }

    public EpochState {
        set = List.copyOf(set);
        skipped = List.copyOf(skipped);
        if (set.isEmpty()) {
            throw new IllegalArgumentException("a set without members");
        }
    }

    /** The height at whose end everything of the next epoch is decided; none in an endless epoch. */
    public long fix() {
        return isEndless() ? 0 : end - parameters.number(Parameter.ELECTION_DISTANCE);
    }

    public boolean isEndless() {
        return end == 0;
    }

    /** The members as the chain names them. Parses every key: ask once for an epoch. */
    public List<ValidatorInfo> validators() {
        return set.stream().map(Member::info).toList();
    }

    public Optional<Member> member(Address address) {
        return set.stream().filter(member -> member.address().equals(address)).findFirst();
    }

    /**
     * @throws IllegalStateException if there is none: a state without an epoch is no state of a chain, and the header of its
     *     block, which names the set, would not fit either
     */
    public static EpochState read(StateView view) {
        Slots slots = new Slots(ADDRESS, view);
        UInt256 position = slots.word(POSITION);
        try {
            Bytes next = slots.record(NEXT, MAX_SET_BYTES + Parameters.MAX_ENCODED_BYTES);
            return new EpochState(
                    module(slots.word(MODULE)),
                    position.limb2(),
                    position.limb1(),
                    position.limb0(),
                    Member.read(RlpReader.ofList(slots.record(SET, MAX_SET_BYTES))),
                    Parameters.decode(slots.record(PARAMETERS, Parameters.MAX_ENCODED_BYTES)),
                    next.isEmpty() ? Optional.empty() : Optional.of(NextEpoch.decode(next)),
                    hashes(slots.record(SKIPPED, Slots.MAX_RECORD_BYTES)));
        } catch (MalformedException | IllegalArgumentException e) {
            throw new IllegalStateException("the epoch in state is damaged: " + e.getMessage(), e);
        }
    }

    /** The number of the epoch alone. */
    public static long number(StateView view) {
        return new Slots(ADDRESS, view).word(POSITION).limb2();
    }

    private static GovernanceModule module(UInt256 word) throws MalformedException {
        GovernanceModule[] modules = GovernanceModule.values();
        if (!word.isLong() || word.limb0() < 0 || word.limb0() >= modules.length) {
            throw new MalformedException("module " + word + " of governance");
        }
        return modules[(int) word.limb0()];
    }

    /** Makes this the present epoch. */
    public void write(GovernanceState state) {
        state.store(ADDRESS, MODULE, UInt256.of(module.ordinal()));
        state.store(ADDRESS, POSITION, new UInt256(0, epoch, version, end));
        Slots.write(state, ADDRESS, SET, RlpWriter.listOf(list -> Member.write(list, set)));
        Slots.write(state, ADDRESS, PARAMETERS, parameters.encode());
        Slots.write(state, ADDRESS, NEXT, next.map(NextEpoch::encode).orElse(Bytes.EMPTY));
        Slots.write(
                state,
                ADDRESS,
                SKIPPED,
                Bytes.concat(skipped.stream().map(Hash::bytes).toArray(Bytes[]::new)));
    }

    private static List<Hash> hashes(Bytes record) throws MalformedException {
        if (record.size() % Hash.SIZE != 0) {
            throw new MalformedException("transactions to skip in " + record.size() + " bytes");
        }
        List<Hash> hashes = new ArrayList<>();
        for (int at = 0; at < record.size(); at += Hash.SIZE) {
            hashes.add(new Hash(record.slice(at, Hash.SIZE)));
        }
        return hashes;
    }

    public EpochState withNext(NextEpoch fixed) {
        return new EpochState(module, epoch, version, end, set, parameters, Optional.of(fixed), skipped);
    }

    public EpochState withSet(List<Member> other) {
        return new EpochState(module, epoch, version, end, other, parameters, next, skipped);
    }

    public EpochState withParameters(Parameters other) {
        return new EpochState(module, epoch, version, end, set, other, next, skipped);
    }

    /** What {@link #next} makes of it; without one, the same members and rules for another epoch. */
    public EpochState moved() {
        NextEpoch to = next.orElseGet(() ->
                new NextEpoch(epoch + 1, version, end + parameters.number(Parameter.EPOCH_LENGTH), set, parameters));
        return new EpochState(module, to.epoch(), to.version(), to.end(), to.set(), to.parameters(), Optional.empty());
    }

    /** Whether a key is a member's in this epoch. */
    public Optional<Member> memberWithKey(BlsPublicKey key) {
        return set.stream()
                .filter(member -> member.blsKey().equals(key.bytes()))
                .findFirst();
    }
}
