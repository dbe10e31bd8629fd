package io.vigil.types.crypto;

import io.vigil.types.UInt256;

/**
 * An ECDSA signature that names its signer.
 *
 * @param yParity 0 or 1: which of the two points with x = r
 */
public record RecoverableSignature(UInt256 r, UInt256 s, int yParity) {
    public RecoverableSignature {
        if (yParity != 0 && yParity != 1) {
            throw new IllegalArgumentException("yParity is 0 or 1, not " + yParity);
        }
    }
}
