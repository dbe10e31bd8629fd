package io.vigil.types.crypto;

import io.vigil.types.Bytes;
import supranational.blst.P2;
import supranational.blst.P2_Affine;

/** A message as the point of G2 that is multiplied to sign it. To find it is a good part of the work of signing and verifying. */
public final class BlsMessage {
    private final Bytes bytes;
    private final P2_Affine point;

    private BlsMessage(Bytes bytes, P2_Affine point) {
        this.bytes = bytes;
        this.point = point;
    }

    public static BlsMessage of(Bytes bytes) {
        return new BlsMessage(
                bytes,
                new P2().hash_to(bytes.shared(), BlsSecretKey.SIGNATURE_DOMAIN).to_affine());
    }

    public Bytes bytes() {
        return bytes;
    }

    P2_Affine point() {
        return point;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BlsMessage that && bytes.equals(that.bytes);
    }

    @Override
    public int hashCode() {
        return bytes.hashCode();
    }

    @Override
    public String toString() {
        return bytes.toHex();
    }
}
