package io.vigil.storage.trie;

import io.vigil.types.Bytes;
import io.vigil.types.Keccak;

/**
 * RLP of trie nodes on plain arrays: this is where a state root spends its time. Reads only what we wrote and what was
 * checked against its hash; proofs from outside are read by {@link Proof}.
 */
final class NodeCodec {
    static final int HASH_BYTES = 32;

    /** RLP of no bytes: an empty child or value. */
    static final byte[] NOTHING = {(byte) 0x80};

    private static final int SHORT = 55;

    private NodeCodec() {}

    static byte[] leaf(byte[] path, byte[] value) {
        return leaf(path, 0, value);
    }

    /** A leaf whose path begins at {@code from}; written in one piece, since a restore writes little else. */
    static byte[] leaf(byte[] path, int from, byte[] value) {
        int packed = (path.length - from) / 2 + 1;
        int pathHead = packed == 1 ? 0 : 1;
        int valueHead = value.length == 1 && value[0] >= 0 ? 0 : value.length <= SHORT ? 1 : 2;
        int payload = pathHead + packed + valueHead + value.length;
        if (packed > SHORT || payload > 0xff) {
            return pair(string(Nibbles.toHexPrefix(Nibbles.from(path, from), true)), string(value));
        }
        byte[] out = new byte[(payload <= SHORT ? 1 : 2) + payload];
        int at = head(out, 0, 0xc0, payload);
        if (pathHead > 0) {
            at = head(out, at, 0x80, packed);
        }
        at = Nibbles.packLeaf(path, from, out, at);
        if (valueHead > 0) {
            at = head(out, at, 0x80, value.length);
        }
        System.arraycopy(value, 0, out, at, value.length);
        return out;
    }

    /** Writes the header of an item of at most 255 bytes; returns where its payload begins. */
    private static int head(byte[] out, int at, int base, int length) {
        if (length <= SHORT) {
            out[at] = (byte) (base + length);
            return at + 1;
        }
        out[at] = (byte) (base + SHORT + 1);
        out[at + 1] = (byte) length;
        return at + 2;
    }

    static byte[] extension(byte[] path, byte[] childReference) {
        return pair(string(Nibbles.toHexPrefix(path, false)), childReference);
    }

    /** @param references 16 items of RLP */
    static byte[] branch(byte[][] references, byte[] value) {
        byte[] last = string(value);
        int payload = last.length;
        for (byte[] reference : references) {
            payload += reference.length;
        }
        byte[] out = list(payload);
        int at = out.length - payload;
        for (byte[] reference : references) {
            System.arraycopy(reference, 0, out, at, reference.length);
            at += reference.length;
        }
        System.arraycopy(last, 0, out, at, last.length);
        return out;
    }

    /** What stands in a parent for a node: its encoding if that is short, else the RLP of its hash. */
    static byte[] reference(byte[] encoded) {
        if (encoded.length < HASH_BYTES) {
            return encoded;
        }
        byte[] reference = new byte[1 + HASH_BYTES];
        reference[0] = (byte) (0x80 + HASH_BYTES);
        Keccak.digest(encoded, 0, encoded.length, reference, 1);
        return reference;
    }

    static byte[] reference(Bytes hash) {
        byte[] reference = new byte[1 + HASH_BYTES];
        reference[0] = (byte) (0x80 + HASH_BYTES);
        hash.copyTo(reference, 1);
        return reference;
    }

    static boolean isHash(byte[] reference) {
        return reference.length == 1 + HASH_BYTES;
    }

    /** Where the payload of the item at {@code at} begins. */
    static int payload(byte[] rlp, int at) {
        int first = rlp[at] & 0xff;
        if (first < 0x80) {
            return at;
        }
        int code = first < 0xc0 ? first - 0x80 : first - 0xc0;
        return at + 1 + Math.max(0, code - SHORT);
    }

    /** Where the item after the one at {@code at} begins. */
    static int next(byte[] rlp, int at) {
        int first = rlp[at] & 0xff;
        if (first < 0x80) {
            return at + 1;
        }
        int code = first < 0xc0 ? first - 0x80 : first - 0xc0;
        if (code <= SHORT) {
            return at + 1 + code;
        }
        int length = 0;
        for (int i = 1; i <= code - SHORT; i++) {
            length = length << 8 | rlp[at + i] & 0xff;
        }
        return at + 1 + (code - SHORT) + length;
    }

    private static byte[] pair(byte[] first, byte[] second) {
        int payload = first.length + second.length;
        byte[] out = list(payload);
        System.arraycopy(first, 0, out, out.length - payload, first.length);
        System.arraycopy(second, 0, out, out.length - second.length, second.length);
        return out;
    }

    private static byte[] string(byte[] value) {
        if (value.length == 1 && value[0] >= 0) {
            return value;
        }
        return withHeader(0x80, value.length, value);
    }

    /** A list's header with room for its payload behind it. */
    private static byte[] list(int payload) {
        return withHeader(0xc0, payload, new byte[0]);
    }

    private static byte[] withHeader(int base, int length, byte[] content) {
        int lengthBytes = length <= SHORT ? 0 : (39 - Integer.numberOfLeadingZeros(length)) / 8;
        byte[] out = new byte[1 + lengthBytes + length];
        out[0] = (byte) (lengthBytes == 0 ? base + length : base + SHORT + lengthBytes);
        for (int i = 1; i <= lengthBytes; i++) {
            out[i] = (byte) (length >>> (8 * (lengthBytes - i)));
        }
        System.arraycopy(content, 0, out, 1 + lengthBytes, content.length);
        return out;
    }
}
