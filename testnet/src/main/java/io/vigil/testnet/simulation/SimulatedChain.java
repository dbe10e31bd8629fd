package io.vigil.testnet.simulation;

import io.vigil.consensus.statements.BlockRef;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.chain.ExtraData;
import io.vigil.types.chain.Header;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Every block ever made in a run, by hash. Who may look at which is kept by the nodes. */
final class SimulatedChain {
    /** A block with the numbers of the transactions in it. */
    record Body(BlockRef block, List<Integer> transactions) {}

    private final Map<Hash, Body> bodies = new HashMap<>();
    private final int epochLength;
    private final boolean hasPlans;
    private final EpochSets sets;
    private final Map<Hash, Bytes> headers = new HashMap<>();

    /** By epoch: the height of its root. */
    private final Map<Long, Long> roots = new HashMap<>();

    /**
     * @param epochLength blocks per epoch, 0 for one endless epoch
     * @param hasPlans whether an epoch may end with any block, so that each needs a real header
     */
    SimulatedChain(BlockRef genesis, int epochLength, boolean hasPlans, EpochSets sets) {
        bodies.put(genesis.hash(), new Body(genesis, List.of()));
        this.epochLength = epochLength;
        this.hasPlans = hasPlans;
        this.sets = sets;
        roots.put(0L, genesis.height());
    }

    /** An epoch begins on {@code root}. */
    void begin(long epoch, Hash root) {
        roots.put(epoch, block(root).height());
    }

    private long endOf(long epoch) {
        return epochLength == 0
                ? Long.MAX_VALUE
                : Optional.ofNullable(roots.get(epoch)).orElseThrow() + epochLength;
    }

    BlockRef build(BlockRef parent, long epoch, long view, int leader, List<Integer> transactions, Bytes salt) {
        long height = parent.height() + 1;
        boolean last = height == endOf(epoch);
        Bytes fields =
                Bytes.concat(parent.hash().bytes(), Bytes.ofLong(view), Bytes.ofLong(leader), Bytes.ofLong(height));
        Hash hash = last || hasPlans
                ? withHeader(parent, epoch, view, leader, Keccak.hash(salt))
                : Keccak.hash(Bytes.concat(fields, salt));
        BlockRef block = new BlockRef(hash, parent.hash(), height, epoch, view, leader, last);
        bodies.put(hash, new Body(block, List.copyOf(transactions)));
        return block;
    }

    /** The block that an epoch ends with has a real header, since an epoch proof shows it (A2, G43). */
    private Hash withHeader(BlockRef parent, long epoch, long view, int leader, Hash salt) {
        long height = parent.height() + 1;
        Header header = Header.builder()
                .number(height)
                .parentHash(parent.hash())
                .mixHash(salt)
                .extraData(new ExtraData(1, epoch, view, leader, endOf(epoch)).encode())
                .parentBeaconBlockRoot(
                        sets.of(height == endOf(epoch) ? epoch + 1 : epoch).root())
                .build();
        headers.put(header.hash(), header.encode());
        return header.hash();
    }

    /** A block's header as RLP, if it has one. */
    Optional<Bytes> header(Hash hash) {
        return Optional.ofNullable(headers.get(hash));
    }

    BlockRef block(Hash hash) {
        return body(hash).block();
    }

    private Body body(Hash hash) {
        return Optional.ofNullable(bodies.get(hash))
                .orElseThrow(() -> new IllegalStateException("nobody ever made " + hash));
    }

    /** Transactions in {@code tip} and its ancestors above {@code floor}. */
    Set<Integer> transactionsAbove(Hash tip, long floor) {
        Set<Integer> found = new HashSet<>();
        Body at = body(tip);
        while (at.block().height() > floor) {
            found.addAll(at.transactions());
            at = body(at.block().parent());
        }
        return found;
    }

    List<Integer> transactions(Hash hash) {
        return body(hash).transactions();
    }
}
