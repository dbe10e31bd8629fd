package io.vigil.node.sync;

import io.vigil.types.Hash;
import java.util.List;

/** What nodes say to each other on the sync channel. Answers carry the number of the request that they answer. */
public sealed interface SyncMessage {
    /** How many blocks one request may ask for. */
    int MAX_BLOCKS = 64;

    /** The sender's last committed block, said on connecting and when it matters. A hint: nothing proves it. */
    record Head(long height, Hash hash) implements SyncMessage {}

    /** @param count 1 to {@link #MAX_BLOCKS} */
    record GetBlocks(long request, long from, int count) implements SyncMessage {
        public GetBlocks {
            if (from < 0 || count < 1 || count > MAX_BLOCKS || from > Long.MAX_VALUE - count) {
                throw new IllegalArgumentException("no range of blocks: " + count + " from " + from);
            }
        }
    }

    /**
     * Committed blocks from the asked height upwards without gaps, as many as were asked, exist and fit.
     *
     * @param finality for the last of {@code blocks}
     */
    record BlockRange(long request, List<BlockBytes> blocks, FinalityProof finality) implements SyncMessage {
        public BlockRange {
            blocks = List.copyOf(blocks);
            if (blocks.isEmpty() || blocks.size() > MAX_BLOCKS) {
                throw new IllegalArgumentException("a range has 1 to " + MAX_BLOCKS + " blocks, not " + blocks.size());
            }
        }
    }

    /** Any block, also an uncommitted one. */
    record GetBlock(long request, Hash hash) implements SyncMessage {}

    record BlockFound(long request, BlockBytes block) implements SyncMessage {}

    /** The asked block, or the first of the asked range, is not there or cannot be proved final yet. */
    record BlockMissing(long request) implements SyncMessage {}
}
