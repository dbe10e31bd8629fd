package io.vigil.timesync.roughtime;

import io.vigil.types.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** The first bytes of SHA-512 (which is not SHA-512/256). */
final class Sha512 {
    private Sha512() {}

    static Bytes first(int bytes, int prefix, Bytes... parts) {
        MessageDigest digest = digest();
        digest.update((byte) prefix);
        return finish(digest, bytes, parts);
    }

    static Bytes first(int bytes, Bytes... parts) {
        return finish(digest(), bytes, parts);
    }

    private static Bytes finish(MessageDigest digest, int bytes, Bytes... parts) {
        for (Bytes part : parts) {
            digest.update(part.shared());
        }
        byte[] hash = digest.digest();
        return Bytes.wrap(bytes == hash.length ? hash : Arrays.copyOf(hash, bytes));
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("a JDK without SHA-512", e);
        }
    }
}
