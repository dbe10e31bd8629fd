package io.vigil.storage.trie;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.RlpWriter;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The root of a trie whose keys come in ascending order, none the prefix of another. Holds only the branches above the last
 * key, so a trie of any size needs memory for one path. Each finished node goes to the sink, children before parents.
 */
public final class StackTrie {
    private final Sink sink;
    private final Deque<Open> open = new ArrayDeque<>();
    private Optional<Bytes> lastKey = Optional.empty();
    private byte[] path = {};
    private byte[] value = {};

    /** Takes the nodes that have a row. */
    @FunctionalInterface
    public interface Sink {
        /** @param path one nibble per byte */
        void node(Bytes path, Bytes encoded);
    }

    /** A branch whose last child may be still to come; {@code depth} nibbles lie above it. */
    private record Open(int depth, byte[][] references) {
        static Open at(int depth) {
            byte[][] references = new byte[16][];
            Arrays.fill(references, NodeCodec.NOTHING);
            return new Open(depth, references);
        }
    }

    public StackTrie(Sink sink) {
        this.sink = sink;
    }

    /** The root of the trie of {@code rlp(index)} to {@code values}: transactionsRoot, receiptsRoot. */
    public static Hash orderedRoot(List<Bytes> values) {
        StackTrie trie = new StackTrie((path, encoded) -> {});
        // rlp(0) is 0x80, which sorts behind rlp(127) = 0x7f and before rlp(128) = 0x8180
        int single = Math.min(values.size(), 128);
        for (int i = 1; i < single; i++) {
            trie.add(indexKey(i), values.get(i));
        }
        if (!values.isEmpty()) {
            trie.add(indexKey(0), values.getFirst());
        }
        for (int i = single; i < values.size(); i++) {
            trie.add(indexKey(i), values.get(i));
        }
        return trie.finish();
    }

    /**
     * @param newValue not empty
     * @throws IllegalArgumentException if {@code key} is not behind the last one
     */
    public void add(Bytes key, Bytes newValue) {
        if (newValue.isEmpty()) {
            throw new IllegalArgumentException("a trie holds no empty values");
        }
        byte[] next = Nibbles.of(key);
        if (lastKey.isPresent()) {
            Bytes last = lastKey.get();
            if (last.compareTo(key) >= 0 || key.startsWith(last)) {
                throw new IllegalArgumentException("key " + key + " after " + last);
            }
            closeTo(Nibbles.common(next, 0, path));
        }
        lastKey = Optional.of(key);
        path = next;
        value = newValue.shared();
    }

    /** Closes everything; the trie is used up. */
    public Hash finish() {
        if (lastKey.isEmpty()) {
            return MerklePatriciaTrie.EMPTY_ROOT;
        }
        if (open.isEmpty()) {
            return root(NodeCodec.leaf(path, value));
        }
        hangLeaf();
        while (open.size() > 1) {
            Open branch = open.pop();
            hangBranch(branch, open.element());
        }
        Open top = open.pop();
        byte[] encoded = NodeCodec.branch(top.references(), new byte[0]);
        if (top.depth() == 0) {
            return root(encoded);
        }
        return root(NodeCodec.extension(Arrays.copyOf(path, top.depth()), emit(top.depth(), encoded)));
    }

    /** Hangs up the last leaf and closes all branches that lie deeper than {@code depth}, where the next key turns off. */
    private void closeTo(int depth) {
        if (open.isEmpty() || open.element().depth() < depth) {
            open.push(Open.at(depth));
        }
        hangLeaf();
        while (open.element().depth() > depth) {
            Open branch = open.pop();
            if (open.isEmpty() || open.element().depth() < depth) {
                open.push(Open.at(depth));
            }
            hangBranch(branch, open.element());
        }
    }

    private void hangLeaf() {
        Open parent = open.element();
        byte[] leaf = NodeCodec.leaf(path, parent.depth() + 1, value);
        parent.references()[path[parent.depth()]] = emit(parent.depth() + 1, leaf);
    }

    private void hangBranch(Open branch, Open parent) {
        int start = parent.depth() + 1;
        byte[] reference = emit(branch.depth(), NodeCodec.branch(branch.references(), new byte[0]));
        if (start < branch.depth()) {
            byte[] stretch = Arrays.copyOfRange(path, start, branch.depth());
            reference = emit(start, NodeCodec.extension(stretch, reference));
        }
        parent.references()[path[parent.depth()]] = reference;
    }

    private byte[] emit(int depth, byte[] encoded) {
        byte[] reference = NodeCodec.reference(encoded);
        if (NodeCodec.isHash(reference)) {
            sink.node(Bytes.copyOf(path, 0, depth), Bytes.wrap(encoded));
        }
        return reference;
    }

    private Hash root(byte[] encoded) {
        Bytes node = Bytes.wrap(encoded);
        sink.node(Bytes.EMPTY, node);
        return Keccak.hash(node);
    }

    private static Bytes indexKey(int index) {
        return new RlpWriter().number(index).toBytes();
    }
}
