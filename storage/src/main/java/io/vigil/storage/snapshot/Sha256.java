package io.vigil.storage.snapshot;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256, which files are named by; states are named by keccak. */
final class Sha256 {
    private Sha256() {}

    static Hash of(Bytes input) {
        try {
            return new Hash(Bytes.wrap(MessageDigest.getInstance("SHA-256").digest(input.shared())));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
