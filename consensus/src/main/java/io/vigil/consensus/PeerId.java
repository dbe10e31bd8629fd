package io.vigil.consensus;

import io.vigil.types.Bytes;

/** A connected peer, validator or not: its Ed25519 node key, 32 bytes. */
public record PeerId(Bytes nodeKey) implements Comparable<PeerId> {
    @Override
    public int compareTo(PeerId other) {
        return nodeKey.compareTo(other.nodeKey);
    }
}
