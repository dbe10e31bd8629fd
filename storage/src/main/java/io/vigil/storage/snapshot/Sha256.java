package io.vigil.storage.snapshot;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256, which files are named by; states are named by keccak. */
final class Sha256 {
    private Sha256() {}

    static Hash of(Bytes input) {
        return of(input.shared(), input.size());
    }

    /** Of the first {@code size} bytes. */
    static Hash of(byte[] input, int size) {
        MessageDigest digest = begin();
        digest.update(input, 0, size);
        return end(digest);
    }

    /** Of what comes piece by piece. */
    static MessageDigest begin() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** {@code digest} begins anew. */
    static Hash end(MessageDigest digest) {
        return new Hash(Bytes.wrap(digest.digest()));
    }
}
