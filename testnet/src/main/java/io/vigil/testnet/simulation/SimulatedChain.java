package io.vigil.testnet.simulation;

import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.validators.LeaderRotation;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
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

    /** @param epochLength blocks per epoch, 0 for one endless epoch */
    SimulatedChain(BlockRef genesis, int epochLength) {
        bodies.put(genesis.hash(), new Body(genesis, List.of()));
        this.epochLength = epochLength;
    }

    BlockRef build(BlockRef parent, long epoch, long view, int leader, List<Integer> transactions, Bytes salt) {
        long height = parent.height() + 1;
        Hash hash = Keccak.hash(Bytes.concat(
                parent.hash().bytes(), Bytes.ofLong(view), Bytes.ofLong(leader), Bytes.ofLong(height), salt));
        boolean last = epochLength > 0 && height % epochLength == 0;
        BlockRef block = new BlockRef(hash, parent.hash(), height, epoch, view, leader, last);
        bodies.put(hash, new Body(block, List.copyOf(transactions)));
        return block;
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

    static int leader(LeaderRotation rotation, long view) {
        return rotation.leader(view);
    }
}
