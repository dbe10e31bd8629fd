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
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(input, 0, size);
            return new Hash(Bytes.wrap(digest.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
