package io.vigil.node.sync;

import io.vigil.types.Bytes;

/** A block as it lies in the store and travels: nothing of it is decoded here. */
public record BlockBytes(Bytes header, Bytes body, Bytes systemInputs) {
    public int sizeBytes() {
        return header.size() + body.size() + systemInputs.size();
    }
}
