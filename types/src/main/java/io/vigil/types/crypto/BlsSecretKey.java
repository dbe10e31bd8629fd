package io.vigil.types.crypto;

import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import java.math.BigInteger;
import supranational.blst.P1;
import supranational.blst.P2;
import supranational.blst.SecretKey;

/**
 * A validator's secret key of the ciphersuite BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_
 * (draft-irtf-cfrg-bls-signature-05): public keys in G1, signatures in G2. Never printed.
 */
public final class BlsSecretKey {
    public static final int SIZE = 32;

    static final String SIGNATURE_DOMAIN = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";
    static final String POSSESSION_DOMAIN = "BLS_POP_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";

    private static final BigInteger ORDER =
            new BigInteger("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001", 16);

    private final SecretKey secret;
    private final BlsPublicKey publicKey;

    private BlsSecretKey(SecretKey secret) {
        this.secret = secret;
        this.publicKey = BlsPublicKey.of(new P1(secret).to_affine());
    }

    /**
     * Derives a key from at least 32 bytes of entropy (KeyGen of the draft).
     *
     * @throws IllegalArgumentException if there are fewer
     */
    public static BlsSecretKey generate(Bytes entropy) {
        if (entropy.size() < SIZE) {
            throw new IllegalArgumentException("a BLS key needs 32 bytes of entropy, not " + entropy.size());
        }
        SecretKey secret = new SecretKey();
        secret.keygen(entropy.toArray());
        return new BlsSecretKey(secret);
    }

    /** @throws MalformedException if {@code bytes} are not 32, big-endian, from 1 to the order minus 1 */
    public static BlsSecretKey ofBytes(Bytes bytes) throws MalformedException {
        if (bytes.size() != SIZE) {
            throw new MalformedException("a BLS secret key has 32 bytes, not " + bytes.size());
        }
        BigInteger value = new BigInteger(1, bytes.shared());
        if (value.signum() == 0 || value.compareTo(ORDER) >= 0) {
            throw new MalformedException("a BLS secret key is from 1 to the order of the group minus 1");
        }
        SecretKey secret = new SecretKey();
        secret.from_bendian(bytes.toArray());
        return new BlsSecretKey(secret);
    }

    public BlsPublicKey publicKey() {
        return publicKey;
    }

    public BlsSignature sign(Bytes message) {
        return sign(message, SIGNATURE_DOMAIN);
    }

    public BlsSignature sign(BlsMessage message) {
        return BlsSignature.of(message.point().to_jacobian().sign_with(secret).to_affine());
    }

    /** What {@link BlsPublicKey#verifyPossession} accepts; other than any signature of a message. */
    public BlsSignature proofOfPossession() {
        return sign(publicKey.bytes(), POSSESSION_DOMAIN);
    }

    /** The secret itself, for key files alone. */
    public Bytes secretBytes() {
        return Bytes.wrap(secret.to_bendian());
    }

    private BlsSignature sign(Bytes message, String domain) {
        return BlsSignature.of(
                new P2().hash_to(message.shared(), domain).sign_with(secret).to_affine());
    }

    @Override
    public String toString() {
        return "BlsSecretKey of " + publicKey;
    }
}
