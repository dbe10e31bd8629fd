package io.vigil.node.chain;

import io.vigil.consensus.statements.BlockRef;
import io.vigil.types.Hash;
import io.vigil.types.chain.Block;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The blocks above the head that are held, executed or not. Bounded by count: a leader has at most two blocks a view, and
 * what agreement still wants is asked for again. Thread-safe.
 */
public final class Bodies {
    /** Blocks of at most 2 MiB each; far more than the views in which a block may wait for its certificate. */
    public static final int MAX_BLOCKS = 128;

    private final Map<Hash, Block> blocks = new LinkedHashMap<>();
    private long headHeight;

    public Bodies(long headHeight) {
        this.headHeight = headHeight;
    }

    /** Holds {@code block}; the oldest of those held leaves if there are too many. Blocks at or below the head are not held. */
    public synchronized void hold(Block block) {
        if (block.number() <= headHeight) {
            return;
        }
        blocks.putIfAbsent(block.hash(), block);
        Iterator<Hash> oldest = blocks.keySet().iterator();
        while (blocks.size() > MAX_BLOCKS) {
            oldest.next();
            oldest.remove();
        }
    }

    public synchronized Optional<Block> find(Hash hash) {
        return Optional.ofNullable(blocks.get(hash));
    }

    /** {@code tip} and its ancestors that are held, the lowest first. */
    public synchronized List<BlockRef> path(Hash tip) {
        ArrayDeque<BlockRef> path = new ArrayDeque<>();
        for (Block block = blocks.get(tip);
                block != null;
                block = blocks.get(block.header().parentHash())) {
            path.addFirst(BlockRefs.ofChecked(block.header()));
        }
        return List.copyOf(path);
    }

    /** All that are held, parents before children. */
    public synchronized List<Block> all() {
        return blocks.values().stream()
                .sorted(java.util.Comparator.comparingLong(Block::number))
                .toList();
    }

    /** Agreement wants {@code block} no more, unless a certificate names it. */
    public synchronized void forget(Hash block) {
        blocks.remove(block);
    }

    /** Forgets blocks that cannot follow the head any more. */
    synchronized void headMoved(long height) {
        headHeight = height;
        blocks.values().removeIf(block -> block.number() <= height);
    }
}
