package io.vigil.deposits;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/** The hash of SSZ trees, and the roots of empty ones. */
final class Sha256 {
    /** Root of a tree of zeros by height, 0 to 32. */
    static final List<Hash> ZERO = zeros();

    private Sha256() {}

    static Hash pair(Hash left, Hash right) {
        return hash(left.bytes(), right.bytes());
    }

    static Hash hash(Bytes... parts) {
        MessageDigest digest = digest();
        for (Bytes part : parts) {
            digest.update(part.shared());
        }
        return new Hash(Bytes.wrap(digest.digest()));
    }

    /** {@code value} as an SSZ chunk: 8 bytes little-endian, then 24 zeros. */
    static Hash chunk(long value) {
        byte[] chunk = new byte[Hash.SIZE];
        for (int i = 0; i < Long.BYTES; i++) {
            chunk[i] = (byte) (value >>> (8 * i));
        }
        return new Hash(Bytes.wrap(chunk));
    }

    /** {@code bytes} with zeros up to 32. */
    static Hash padded(Bytes bytes) {
        byte[] chunk = new byte[Hash.SIZE];
        bytes.copyTo(chunk, 0);
        return new Hash(Bytes.wrap(chunk));
    }

    private static List<Hash> zeros() {
        List<Hash> zeros = new ArrayList<>();
        zeros.add(Hash.ZERO);
        for (int height = 0; height < DepositTree.DEPTH; height++) {
            zeros.add(pair(zeros.get(height), zeros.get(height)));
        }
        return List.copyOf(zeros);
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
