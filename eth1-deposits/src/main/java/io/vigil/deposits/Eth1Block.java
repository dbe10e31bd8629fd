package io.vigil.deposits;

import io.vigil.types.Hash;

/**
 * The part of an eth1 header that following needs.
 *
 * @param number not negative
 * @param timestamp seconds since 1970, not negative
 */
public record Eth1Block(long number, Hash hash, Hash parent, long timestamp) {
    public Eth1Block {
        if (number < 0 || timestamp < 0) {
            throw new IllegalArgumentException("eth1 block " + number + " of time " + timestamp);
        }
    }
}
