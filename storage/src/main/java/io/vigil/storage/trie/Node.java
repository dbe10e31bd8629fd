package io.vigil.storage.trie;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A node of a trie in memory. Never changed once made; a change makes new nodes along its path. */
sealed interface Node {
    Node NONE = new None();

    /** No node. */
    record None() implements Node {}

    /** A node that was not read yet. */
    record Unread(Hash hash) implements Node {}

    /** What is known of a node that was read: as what its parent refers to it, and whether it has a row. */
    record Origin(byte[] reference, boolean hasRow) {}

    /** A node with content. {@code origin} is null for a node made since the last commit. */
    sealed interface Content extends Node {
        @Nullable
        Origin origin();
    }

    /** The rest of a key and its value. */
    record Leaf(byte[] path, byte[] value, @Nullable Origin origin) implements Content {}

    /** A stretch of path without choice. The child is a branch. */
    record Extension(byte[] path, Node child, @Nullable Origin origin) implements Content {}

    /**
     * Sixteen ways on, and the value of the key that ends here (empty: none). Children of a branch that was read are made
     * from its encoding when they are asked for: most never are.
     */
    final class Branch implements Content {
        private static final byte[] NO_ENCODING = {};

        private final @Nullable Node[] children;
        private final byte[] encoded;
        private final byte[] value;
        private final @Nullable Origin origin;

        private Branch(@Nullable Node[] children, byte[] encoded, byte[] value, @Nullable Origin origin) {
            this.children = children;
            this.encoded = encoded;
            this.value = value;
            this.origin = origin;
        }

        static Branch empty() {
            @Nullable Node[] children = new @Nullable Node[16];
            Arrays.fill(children, NONE);
            return new Branch(children, NO_ENCODING, NO_ENCODING, null);
        }

        @Override
        public @Nullable Origin origin() {
            return origin;
        }

        byte[] value() {
            return value;
        }

        Node child(int index) {
            Node child = children[index];
            return child != null ? child : decodeReference(encoded, item(index));
        }

        Branch withChild(int index, Node child) {
            @Nullable Node[] changed = children.clone();
            changed[index] = child;
            return new Branch(changed, encoded, value, null);
        }

        Branch withValue(byte[] newValue) {
            return new Branch(children, encoded, newValue, null);
        }

        /** The RLP that stands for a child that was not touched, or null if it was. */
        byte @Nullable [] untouched(int index) {
            if (children[index] != null) {
                return null;
            }
            int at = item(index);
            return Arrays.copyOfRange(encoded, at, NodeCodec.next(encoded, at));
        }

        int encodedBytes() {
            return encoded.length;
        }

        private int item(int index) {
            int at = NodeCodec.payload(encoded, 0);
            for (int i = 0; i < index; i++) {
                at = NodeCodec.next(encoded, at);
            }
            return at;
        }
    }

    /** Reads a node from its row. */
    static Content decode(byte[] encoded, Hash hash) {
        return decode(encoded, new Origin(NodeCodec.reference(hash.bytes()), true));
    }

    private static Content decode(byte[] encoded, Origin origin) {
        int first = NodeCodec.payload(encoded, 0);
        int second = NodeCodec.next(encoded, first);
        int third = NodeCodec.next(encoded, second);
        if (third < encoded.length) {
            int at = third;
            for (int i = 2; i < 16; i++) {
                at = NodeCodec.next(encoded, at);
            }
            byte[] value = Arrays.copyOfRange(encoded, NodeCodec.payload(encoded, at), encoded.length);
            return new Branch(new @Nullable Node[16], encoded, value, origin);
        }
        int pathAt = NodeCodec.payload(encoded, first);
        byte[] path = Nibbles.fromHexPrefix(encoded, pathAt, second - pathAt);
        if (Nibbles.isLeaf(encoded, pathAt)) {
            byte[] value = Arrays.copyOfRange(encoded, NodeCodec.payload(encoded, second), encoded.length);
            return new Leaf(path, value, origin);
        }
        return new Extension(path, decodeReference(encoded, second), origin);
    }

    private static Node decodeReference(byte[] rlp, int at) {
        int end = NodeCodec.next(rlp, at);
        int length = end - at;
        if (length == 1) {
            return NONE;
        }
        if (length == 1 + NodeCodec.HASH_BYTES) {
            return new Unread(new Hash(Bytes.copyOf(rlp, at + 1, NodeCodec.HASH_BYTES)));
        }
        byte[] encoded = Arrays.copyOfRange(rlp, at, end);
        return decode(encoded, new Origin(encoded, false));
    }
}
