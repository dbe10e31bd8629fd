package io.vigil.consensus.statements;

import io.vigil.types.Hash;

/**
 * All that agreement needs to know of a block; its body is opaque here. Epoch, view, leader and {@code lastOfEpoch} are read from the header's
 * {@code extraData}, so they are covered by the hash.
 *
 * @param leader index of the leader that made it, in the set of its epoch
 * @param lastOfEpoch whether its number is the last of its epoch
 */
public record BlockRef(Hash hash, Hash parent, long height, long epoch, long view, int leader, boolean lastOfEpoch) {
    public BlockRef {
        if (height < 0 || epoch < 0 || view < 0 || leader < 0) {
            throw new IllegalArgumentException(
                    "height " + height + ", epoch " + epoch + ", view " + view + ", leader " + leader);
        }
    }

    /** The first block of a chain: its own parent's hash is zero. */
    public static BlockRef genesis(Hash hash) {
        return new BlockRef(hash, Hash.ZERO, 0, 0, 0, 0, false);
    }
}
