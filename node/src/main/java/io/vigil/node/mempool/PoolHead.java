package io.vigil.node.mempool;

import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the pool must know of the block that comes next.
 *
 * @param skipped transactions that no block of its epoch may hold
 */
public record PoolHead(UInt256 baseFee, long gasLimit, SortedSet<Hash> skipped) {
    public PoolHead {
        skipped = Collections.unmodifiableSortedSet(new TreeSet<>(skipped));
    }

    /** Of an epoch in which every transaction may stand. */
    public PoolHead(UInt256 baseFee, long gasLimit) {
        this(baseFee, gasLimit, Collections.emptySortedSet());
    }
}
