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
    private final EpochSets sets;
    private final Map<Hash, Bytes> lastHeaders = new HashMap<>();

    /** @param epochLength blocks per epoch, 0 for one endless epoch */
    SimulatedChain(BlockRef genesis, int epochLength, EpochSets sets) {
        bodies.put(genesis.hash(), new Body(genesis, List.of()));
        this.epochLength = epochLength;
        this.sets = sets;
    }

    BlockRef build(BlockRef parent, long epoch, long view, int leader, List<Integer> transactions, Bytes salt) {
        long height = parent.height() + 1;
        boolean last = epochLength > 0 && height % epochLength == 0;
        Bytes fields =
                Bytes.concat(parent.hash().bytes(), Bytes.ofLong(view), Bytes.ofLong(leader), Bytes.ofLong(height));
        Hash hash = last
                ? lastOfEpoch(parent, epoch, view, leader, Keccak.hash(salt))
                : Keccak.hash(Bytes.concat(fields, salt));
        BlockRef block = new BlockRef(hash, parent.hash(), height, epoch, view, leader, last);
        bodies.put(hash, new Body(block, List.copyOf(transactions)));
        return block;
    }

    /** An epoch's last block has a real header, since an epoch proof shows it (A2). */
    private Hash lastOfEpoch(BlockRef parent, long epoch, long view, int leader, Hash salt) {
        long height = parent.height() + 1;
        Header header = Header.builder()
                .number(height)
                .parentHash(parent.hash())
                .mixHash(salt)
                .extraData(new ExtraData(1, epoch, view, leader, height).encode())
                .parentBeaconBlockRoot(sets.of(epoch + 1).root())
                .build();
        lastHeaders.put(header.hash(), header.encode());
        return header.hash();
    }

    /** RLP of the header of an epoch's last block. */
    Bytes lastHeader(Hash hash) {
        return Optional.ofNullable(lastHeaders.get(hash)).orElseThrow();
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
