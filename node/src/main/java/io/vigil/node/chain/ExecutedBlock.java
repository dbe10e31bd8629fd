package io.vigil.node.chain;

import io.vigil.consensus.statements.BlockRef;
import io.vigil.storage.state.WorldState;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Receipt;
import io.vigil.types.state.StateChanges;
import java.util.List;

/**
 * A block that this node ran and found to match its header.
 *
 * @param state after it: a layer on its parent's while uncommitted
 */
public record ExecutedBlock(BlockRef ref, Block block, List<Receipt> receipts, StateChanges changes, WorldState state) {
    public ExecutedBlock {
        receipts = List.copyOf(receipts);
    }

    ExecutedBlock withState(WorldState other) {
        return new ExecutedBlock(ref, block, receipts, changes, other);
    }
}
