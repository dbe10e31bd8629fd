package io.vigil.storage.trie;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A working copy of one trie: read, changed, then committed to its new root. Reads nodes when it needs them and hashes only
 * what changed. Not thread-safe.
 */
public final class MerklePatriciaTrie {
    /** keccak256 of the RLP of no bytes. */
    public static final Hash EMPTY_ROOT = Keccak.hash(Bytes.of(0x80));

    private final NodeSource source;
    private final NodeCache cache;
    private Hash committedRoot;
    private Node root;

    /** Paths of rows that a change has made obsolete; what is written again at commit is taken out. */
    private final SortedSet<Bytes> obsolete = new TreeSet<>();

    /** The value that the last change found under its key; empty if none. */
    private byte[] before = {};

    public MerklePatriciaTrie(Hash root, NodeSource source, NodeCache cache) {
        this.source = source;
        this.cache = cache;
        this.committedRoot = root;
        this.root = root.equals(EMPTY_ROOT) ? Node.NONE : new Node.Unread(root);
    }

    public Optional<Bytes> get(Bytes key) {
        byte[] path = Nibbles.of(key);
        Node node = root;
        int depth = 0;
        while (true) {
            switch (read(node, path, depth)) {
                case Node.None none -> {
                    return Optional.empty();
                }
                case Node.Leaf leaf -> {
                    boolean found = rest(path, depth, leaf.path()) == 0;
                    return found ? Optional.of(Bytes.wrap(leaf.value())) : Optional.empty();
                }
                case Node.Extension extension -> {
                    if (Nibbles.common(path, depth, extension.path()) < extension.path().length) {
                        return Optional.empty();
                    }
                    depth += extension.path().length;
                    node = extension.child();
                }
                case Node.Branch branch -> {
                    if (depth == path.length) {
                        return value(branch.value());
                    }
                    node = branch.child(path[depth++]);
                }
                case Node.Unread unread -> throw unreadAfterReading(unread);
            }
        }
    }

    /**
     * @param value not empty
     * @return the value of before
     */
    public Optional<Bytes> put(Bytes key, Bytes value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("a trie holds no empty values");
        }
        before = new byte[0];
        root = put(root, Nibbles.of(key), 0, value.shared());
        return value(before);
    }

    /** @return the value of before */
    public Optional<Bytes> remove(Bytes key) {
        before = new byte[0];
        root = remove(root, Nibbles.of(key), 0);
        return value(before);
    }

    /**
     * Encodings of the nodes from the root to {@code key} or to where its absence shows; nodes inside their parents are not
     * listed. Of the last committed root.
     */
    public List<Bytes> prove(Bytes key) {
        List<Bytes> nodes = new ArrayList<>();
        if (committedRoot.equals(EMPTY_ROOT)) {
            return nodes;
        }
        byte[] path = Nibbles.of(key);
        Node node = new Node.Unread(committedRoot);
        int depth = 0;
        while (true) {
            if (node instanceof Node.Unread(Hash hash)) {
                nodes.add(source.node(Bytes.copyOf(path, 0, depth), hash));
            }
            switch (read(node, path, depth)) {
                case Node.None none -> {
                    return nodes;
                }
                case Node.Leaf leaf -> {
                    return nodes;
                }
                case Node.Extension extension -> {
                    if (Nibbles.common(path, depth, extension.path()) < extension.path().length) {
                        return nodes;
                    }
                    depth += extension.path().length;
                    node = extension.child();
                }
                case Node.Branch branch -> {
                    if (depth == path.length) {
                        return nodes;
                    }
                    node = branch.child(path[depth++]);
                }
                case Node.Unread unread -> throw unreadAfterReading(unread);
            }
        }
    }

    /** The new root and what it changes. The trie may be used on once {@code source} gives the changed rows. */
    public TrieChanges commit() {
        SortedMap<Bytes, Bytes> written = new TreeMap<>();
        Hash hash = EMPTY_ROOT;
        if (root instanceof Node.Unread(Hash unchanged)) {
            hash = unchanged;
        } else if (root instanceof Node.Content content) {
            byte[] reference = seal(content, new byte[0], written);
            hash = NodeCodec.isHash(reference) ? hash(reference) : writeSmallRoot(content, reference, written);
        }
        SortedSet<Bytes> removed = new TreeSet<>(obsolete);
        removed.removeAll(written.keySet());
        obsolete.clear();
        committedRoot = hash;
        root = hash.equals(EMPTY_ROOT) ? Node.NONE : new Node.Unread(hash);
        return new TrieChanges(hash, written, removed);
    }

    private Node put(Node node, byte[] path, int depth, byte[] value) {
        return switch (read(node, path, depth)) {
            case Node.None none -> new Node.Leaf(Nibbles.from(path, depth), value, null);
            case Node.Leaf leaf -> putAtLeaf(leaf, path, depth, value);
            case Node.Extension extension -> putAtExtension(extension, path, depth, value);
            case Node.Branch branch -> putAtBranch(branch, path, depth, value);
            case Node.Unread unread -> throw unreadAfterReading(unread);
        };
    }

    private Node putAtLeaf(Node.Leaf leaf, byte[] path, int depth, byte[] value) {
        int common = Nibbles.common(path, depth, leaf.path());
        boolean same = common == leaf.path().length && depth + common == path.length;
        if (same) {
            before = leaf.value();
            if (Arrays.equals(leaf.value(), value)) {
                return leaf;
            }
        }
        replaced(leaf, path, depth);
        if (same) {
            return new Node.Leaf(leaf.path(), value, null);
        }
        Node.Branch branch = Node.Branch.empty();
        if (common == leaf.path().length) {
            branch = branch.withValue(leaf.value());
        } else {
            byte[] rest = Nibbles.from(leaf.path(), common + 1);
            branch = branch.withChild(leaf.path()[common], new Node.Leaf(rest, leaf.value(), null));
        }
        return behind(leaf.path(), common, withNew(branch, path, depth + common, value));
    }

    private Node putAtExtension(Node.Extension extension, byte[] path, int depth, byte[] value) {
        byte[] stretch = extension.path();
        int common = Nibbles.common(path, depth, stretch);
        if (common == stretch.length) {
            Node child = put(extension.child(), path, depth + common, value);
            if (child == extension.child() || isSame(child)) {
                return extension;
            }
            replaced(extension, path, depth);
            return new Node.Extension(stretch, child, null);
        }
        replaced(extension, path, depth);
        byte[] rest = Nibbles.from(stretch, common + 1);
        Node tail = rest.length == 0 ? extension.child() : new Node.Extension(rest, extension.child(), null);
        Node.Branch branch = Node.Branch.empty().withChild(stretch[common], tail);
        return behind(stretch, common, withNew(branch, path, depth + common, value));
    }

    private Node putAtBranch(Node.Branch branch, byte[] path, int depth, byte[] value) {
        if (depth == path.length) {
            before = branch.value();
            if (Arrays.equals(before, value)) {
                return branch;
            }
            replaced(branch, path, depth);
            return branch.withValue(value);
        }
        Node child = put(branch.child(path[depth]), path, depth + 1, value);
        if (isSame(child)) {
            return branch;
        }
        replaced(branch, path, depth);
        return branch.withChild(path[depth], child);
    }

    private static Node.Branch withNew(Node.Branch branch, byte[] path, int depth, byte[] value) {
        return depth == path.length
                ? branch.withValue(value)
                : branch.withChild(path[depth], new Node.Leaf(Nibbles.from(path, depth + 1), value, null));
    }

    private static Node behind(byte[] stretch, int length, Node.Branch branch) {
        return length == 0 ? branch : new Node.Extension(Arrays.copyOf(stretch, length), branch, null);
    }

    private Node remove(Node node, byte[] path, int depth) {
        return switch (read(node, path, depth)) {
            case Node.None none -> none;
            case Node.Leaf leaf -> {
                if (rest(path, depth, leaf.path()) != 0) {
                    yield leaf;
                }
                before = leaf.value();
                replaced(leaf, path, depth);
                yield Node.NONE;
            }
            case Node.Extension extension -> {
                int length = extension.path().length;
                if (Nibbles.common(path, depth, extension.path()) < length) {
                    yield extension;
                }
                Node child = remove(extension.child(), path, depth + length);
                if (isSame(child)) {
                    yield extension;
                }
                replaced(extension, path, depth);
                yield merged(extension.path(), child);
            }
            case Node.Branch branch -> removeAtBranch(branch, path, depth);
            case Node.Unread unread -> throw unreadAfterReading(unread);
        };
    }

    private Node removeAtBranch(Node.Branch branch, byte[] path, int depth) {
        Node.Branch changed;
        if (depth == path.length) {
            before = branch.value();
            if (before.length == 0) {
                return branch;
            }
            changed = branch.withValue(new byte[0]);
        } else {
            Node old = branch.child(path[depth]);
            Node child = remove(old, path, depth + 1);
            if (isSame(child) || old == Node.NONE) {
                return branch;
            }
            changed = branch.withChild(path[depth], child);
        }
        replaced(branch, path, depth);
        return collapsed(changed, path, depth);
    }

    /** A branch with one way left is none. */
    private Node collapsed(Node.Branch branch, byte[] path, int depth) {
        int only = -1;
        for (int i = 0; i < 16; i++) {
            if (!(branch.child(i) instanceof Node.None)) {
                if (only >= 0) {
                    return branch;
                }
                only = i;
            }
        }
        if (only < 0) {
            return new Node.Leaf(new byte[0], branch.value(), null);
        }
        if (branch.value().length > 0) {
            return branch;
        }
        byte[] childPath = Arrays.copyOf(path, depth + 1);
        childPath[depth] = (byte) only;
        Node child = read(branch.child(only), childPath, depth + 1);
        if (child instanceof Node.Content content && !(child instanceof Node.Branch)) {
            replaced(content, childPath, depth + 1);
        }
        return merged(new byte[] {(byte) only}, child);
    }

    /** {@code node} behind a stretch of path: what has a path of its own takes the stretch into it. */
    private static Node merged(byte[] stretch, Node node) {
        return switch (node) {
            case Node.Leaf leaf -> new Node.Leaf(Nibbles.join(stretch, leaf.path()), leaf.value(), null);
            case Node.Extension extension ->
                new Node.Extension(Nibbles.join(stretch, extension.path()), extension.child(), null);
            case Node.Branch branch -> new Node.Extension(stretch, branch, null);
            case Node.None none -> none;
            case Node.Unread unread -> throw unreadAfterReading(unread);
        };
    }

    /** Encodes what changed at and below {@code node}; returns what stands for it in its parent. */
    private byte[] seal(Node.Content node, byte[] path, SortedMap<Bytes, Bytes> written) {
        Node.Origin origin = node.origin();
        if (origin != null) {
            return origin.reference();
        }
        byte[] encoded = switch (node) {
            case Node.Leaf leaf -> NodeCodec.leaf(leaf.path(), leaf.value());
            case Node.Extension extension ->
                NodeCodec.extension(
                        extension.path(), sealChild(extension.child(), Nibbles.join(path, extension.path()), written));
            case Node.Branch branch -> sealBranch(branch, path, written);
        };
        byte[] reference = NodeCodec.reference(encoded);
        if (NodeCodec.isHash(reference)) {
            write(path, encoded, hash(reference), written);
        }
        return reference;
    }

    private byte[] sealBranch(Node.Branch branch, byte[] path, SortedMap<Bytes, Bytes> written) {
        byte[][] references = new byte[16][];
        for (int i = 0; i < 16; i++) {
            byte[] untouched = branch.untouched(i);
            references[i] = untouched != null
                    ? untouched
                    : sealChild(branch.child(i), Nibbles.join(path, i, new byte[0]), written);
        }
        return NodeCodec.branch(references, branch.value());
    }

    private byte[] sealChild(Node child, byte[] path, SortedMap<Bytes, Bytes> written) {
        return switch (child) {
            case Node.None none -> NodeCodec.NOTHING;
            case Node.Unread(Hash hash) -> NodeCodec.reference(hash.bytes());
            case Node.Content content -> seal(content, path, written);
        };
    }

    private Hash writeSmallRoot(Node.Content content, byte[] encoded, SortedMap<Bytes, Bytes> written) {
        Hash hash = Keccak.hash(Bytes.wrap(encoded));
        if (content.origin() == null) {
            write(new byte[0], encoded, hash, written);
        }
        return hash;
    }

    private void write(byte[] path, byte[] encoded, Hash hash, SortedMap<Bytes, Bytes> written) {
        written.put(Bytes.wrap(path), Bytes.wrap(encoded));
        cache.put(hash, Node.decode(encoded, hash));
    }

    private Node read(Node node, byte[] path, int depth) {
        if (!(node instanceof Node.Unread(Hash hash))) {
            return node;
        }
        Node.Content cached = cache.get(hash);
        if (cached != null) {
            return cached;
        }
        Bytes row = source.node(Bytes.copyOf(path, 0, depth), hash);
        Node.Content content = Node.decode(row.shared(), hash);
        cache.put(hash, content);
        return content;
    }

    private void replaced(Node.Content node, byte[] path, int depth) {
        Node.Origin origin = node.origin();
        if (origin != null && origin.hasRow()) {
            obsolete.add(Bytes.copyOf(path, 0, depth));
        }
    }

    /** Whether a change came back without having changed anything: only what was read has an origin. */
    private static boolean isSame(Node node) {
        return node instanceof Node.Content content && content.origin() != null;
    }

    private static int rest(byte[] path, int depth, byte[] leafPath) {
        return Arrays.compare(path, depth, path.length, leafPath, 0, leafPath.length);
    }

    private static Hash hash(byte[] reference) {
        return new Hash(Bytes.copyOf(reference, 1, NodeCodec.HASH_BYTES));
    }

    private static Optional<Bytes> value(byte[] value) {
        return value.length == 0 ? Optional.empty() : Optional.of(Bytes.wrap(value));
    }

    private static IllegalStateException unreadAfterReading(Node.Unread node) {
        return new IllegalStateException("node " + node.hash() + " is unread after reading");
    }
}
