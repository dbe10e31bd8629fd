package io.vigil.timesync.roughtime;

import io.vigil.types.Bytes;

/** Signatures with raw 32-byte keys (RFC 8032). */
final class Ed25519 {
    static final int KEY_BYTES = 32;
    static final int SIGNATURE_BYTES = 64;

    private Ed25519() {}

    static Bytes publicKey(Bytes seed) {
        byte[] key = new byte[KEY_BYTES];
        org.bouncycastle.math.ec.rfc8032.Ed25519.generatePublicKey(seed.shared(), 0, key, 0);
        return Bytes.wrap(key);
    }

    static Bytes sign(Bytes seed, Bytes context, Bytes message) {
        byte[] text = Bytes.concat(context, message).shared();
        byte[] signature = new byte[SIGNATURE_BYTES];
        org.bouncycastle.math.ec.rfc8032.Ed25519.sign(seed.shared(), 0, text, 0, text.length, signature, 0);
        return Bytes.wrap(signature);
    }

    static boolean isSignedBy(Bytes publicKey, Bytes context, Bytes message, Bytes signature) {
        byte[] text = Bytes.concat(context, message).shared();
        return publicKey.size() == KEY_BYTES
                && signature.size() == SIGNATURE_BYTES
                && org.bouncycastle.math.ec.rfc8032.Ed25519.verify(
                        signature.shared(), 0, publicKey.shared(), 0, text, 0, text.length);
    }
}
