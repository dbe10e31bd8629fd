package io.vigil.deposits;

import io.vigil.types.Hash;

/** Where a deposit tree keeps what it no longer holds itself: roots of full subtrees. The disk, in a running node. */
public interface TreeNodes {
    /** For a tree that holds everything itself. */
    TreeNodes NONE = (height, index) -> {
        throw new IllegalStateException("no node " + index + " at height " + height);
    };

    /**
     * The root of leaves {@code index << height} up to {@code (index + 1) << height}, all of which were kept.
     *
     * @throws IllegalStateException if it is not there
     */
    Hash node(int height, long index);
}
