package io.vigil.storage.trie;

import io.vigil.types.Bytes;
import java.util.Arrays;

/** Paths of half bytes, one per array element, and their hex-prefix form (Yellow Paper, appendix C). */
final class Nibbles {
    private static final int LEAF_FLAG = 0x20;
    private static final int ODD_FLAG = 0x10;

    private Nibbles() {}

    static byte[] of(Bytes key) {
        byte[] bytes = key.shared();
        byte[] nibbles = new byte[bytes.length * 2];
        for (int i = 0; i < bytes.length; i++) {
            nibbles[2 * i] = (byte) ((bytes[i] >> 4) & 0xf);
            nibbles[2 * i + 1] = (byte) (bytes[i] & 0xf);
        }
        return nibbles;
    }

    static byte[] from(byte[] nibbles, int start) {
        return Arrays.copyOfRange(nibbles, start, nibbles.length);
    }

    static byte[] join(byte[] head, int nibble, byte[] tail) {
        byte[] joined = Arrays.copyOf(head, head.length + 1 + tail.length);
        joined[head.length] = (byte) nibble;
        System.arraycopy(tail, 0, joined, head.length + 1, tail.length);
        return joined;
    }

    static byte[] join(byte[] head, byte[] tail) {
        byte[] joined = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, joined, head.length, tail.length);
        return joined;
    }

    /** How many nibbles {@code a} from {@code aStart} and {@code b} have in common. */
    static int common(byte[] a, int aStart, byte[] b) {
        int mismatch = Arrays.mismatch(a, aStart, a.length, b, 0, b.length);
        return mismatch < 0 ? b.length : mismatch;
    }

    static byte[] toHexPrefix(byte[] nibbles, boolean leaf) {
        boolean odd = nibbles.length % 2 == 1;
        byte[] packed = new byte[nibbles.length / 2 + 1];
        packed[0] = (byte) ((leaf ? LEAF_FLAG : 0) | (odd ? ODD_FLAG | nibbles[0] : 0));
        int at = odd ? 1 : 0;
        for (int i = 1; i < packed.length; i++, at += 2) {
            packed[i] = (byte) (nibbles[at] << 4 | nibbles[at + 1]);
        }
        return packed;
    }

    /** Writes the hex-prefix form of a leaf's path from {@code from}; returns where it ends in {@code out}. */
    static int packLeaf(byte[] nibbles, int from, byte[] out, int at) {
        boolean odd = (nibbles.length - from) % 2 == 1;
        out[at] = (byte) (LEAF_FLAG | (odd ? ODD_FLAG | nibbles[from] : 0));
        int to = at + 1;
        for (int i = odd ? from + 1 : from; i < nibbles.length; i += 2) {
            out[to++] = (byte) (nibbles[i] << 4 | nibbles[i + 1]);
        }
        return to;
    }

    static boolean isLeaf(byte[] array, int offset) {
        return (array[offset] & LEAF_FLAG) != 0;
    }

    static byte[] fromHexPrefix(byte[] array, int offset, int length) {
        boolean odd = (array[offset] & ODD_FLAG) != 0;
        byte[] nibbles = new byte[2 * (length - 1) + (odd ? 1 : 0)];
        int to = 0;
        if (odd) {
            nibbles[to++] = (byte) (array[offset] & 0xf);
        }
        for (int i = 1; i < length; i++) {
            nibbles[to++] = (byte) ((array[offset + i] >> 4) & 0xf);
            nibbles[to++] = (byte) (array[offset + i] & 0xf);
        }
        return nibbles;
    }
}
