package io.vigil.node.chain;

import io.vigil.consensus.statements.BlockRef;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Receipt;
import io.vigil.types.state.StateChanges;
import java.util.List;

/** A committed block with its receipts and what it changed. */
public record ExecutedView(BlockRef ref, Block block, List<Receipt> receipts, StateChanges changes) {}
