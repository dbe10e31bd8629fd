package io.vigil.types.crypto;

import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import supranational.blst.P1_Affine;

/**
 * A validator's public key: a point of G1 that was checked when it was made (on the curve, in the subgroup, not
 * infinity), so nothing after has to. A key from outside is trusted in aggregates only after its
 * {@link #verifyPossession proof of possession}.
 */
public final class BlsPublicKey implements Comparable<BlsPublicKey> {
    public static final int SIZE = 48;

    private final Bytes bytes;
    private final P1_Affine point;

    private BlsPublicKey(Bytes bytes, P1_Affine point) {
        this.bytes = bytes;
        this.point = point;
    }

    static BlsPublicKey of(P1_Affine checked) {
        return new BlsPublicKey(Bytes.wrap(checked.compress()), checked);
    }

    /** @throws MalformedException if {@code bytes} are not the compressed form of a point of the subgroup, or infinity */
    public static BlsPublicKey parse(Bytes bytes) throws MalformedException {
        if (bytes.size() != SIZE) {
            throw new MalformedException("a BLS public key has 48 bytes, not " + bytes.size());
        }
        P1_Affine point;
        try {
            point = new P1_Affine(bytes.shared());
        } catch (RuntimeException e) {
            throw new MalformedException("BLS public key " + bytes + ": " + e.getMessage(), e);
        }
        if (point.is_inf()) {
            throw new MalformedException("BLS public key " + bytes + ": the point at infinity");
        }
        if (!point.in_group()) {
            throw new MalformedException("BLS public key " + bytes + ": not in the subgroup");
        }
        return new BlsPublicKey(bytes, point);
    }

    public Bytes bytes() {
        return bytes;
    }

    /** Whether {@code proof} shows that its maker holds this key's secret (draft-irtf-cfrg-bls-signature-05, PopVerify). */
    public boolean verifyPossession(BlsSignature proof) {
        return proof.verifies(point, bytes, BlsSecretKey.POSSESSION_DOMAIN);
    }

    P1_Affine point() {
        return point;
    }

    @Override
    public int compareTo(BlsPublicKey other) {
        return bytes.compareTo(other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BlsPublicKey that && bytes.equals(that.bytes);
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
