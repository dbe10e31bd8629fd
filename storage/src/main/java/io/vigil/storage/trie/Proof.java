package io.vigil.storage.trie;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks that a trie holds a value, or holds none, under a key; the nodes come from a stranger. EIP-1186. */
public final class Proof {
    private Proof() {}

    /**
     * @param nodes encodings from the root downwards, as {@link MerklePatriciaTrie#prove} gives them
     * @return the value under {@code key}; empty if it is proved that there is none
     * @throws MalformedException if the nodes prove neither, or more nodes are given than needed
     */
    public static Optional<Bytes> verify(Hash root, Bytes key, List<Bytes> nodes) throws MalformedException {
        if (root.equals(MerklePatriciaTrie.EMPTY_ROOT) && nodes.isEmpty()) {
            return Optional.empty();
        }
        byte[] path = Nibbles.of(key);
        Bytes wanted = new RlpWriter().hash(root).toBytes();
        int depth = 0;
        int used = 0;
        while (true) {
            Bytes encoded = wanted;
            if (wanted.size() == 1 + Hash.SIZE) {
                encoded = node(nodes, used++, wanted);
            }
            List<Bytes> items = items(encoded);
            boolean branch = items.size() == 17;
            if (branch && depth == path.length) {
                return end(nodes, used, string(items.get(16)));
            }
            if (branch) {
                wanted = items.get(path[depth++]);
            } else {
                Bytes prefix = string(items.getFirst());
                byte[] stretch = stretch(prefix);
                boolean onPath = Nibbles.common(path, depth, stretch) == stretch.length;
                depth += stretch.length;
                if (Nibbles.isLeaf(prefix.shared(), 0)) {
                    boolean found = onPath && depth == path.length;
                    return end(nodes, used, found ? string(items.get(1)) : Bytes.EMPTY);
                }
                if (!onPath) {
                    return end(nodes, used, Bytes.EMPTY);
                }
                wanted = items.get(1);
            }
            if (wanted.size() == 1) {
                return end(nodes, used, Bytes.EMPTY);
            }
        }
    }

    private static Bytes node(List<Bytes> nodes, int index, Bytes reference) throws MalformedException {
        if (index == nodes.size()) {
            throw new MalformedException("proof ends before node " + index);
        }
        Bytes node = nodes.get(index);
        if (!Keccak.hash(node).bytes().equals(reference.slice(1, Hash.SIZE))) {
            throw new MalformedException("proof node " + index + " has not the hash its parent names");
        }
        return node;
    }

    private static Optional<Bytes> end(List<Bytes> nodes, int used, Bytes value) throws MalformedException {
        if (used != nodes.size()) {
            throw new MalformedException("proof has " + nodes.size() + " nodes, " + used + " are needed");
        }
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    private static List<Bytes> items(Bytes encoded) throws MalformedException {
        RlpReader list = RlpReader.ofList(encoded);
        List<Bytes> items = new ArrayList<>(17);
        while (list.hasNext() && items.size() <= 17) {
            items.add(list.encoded());
        }
        if (items.size() != 2 && items.size() != 17) {
            throw new MalformedException("trie node of " + items.size() + " items");
        }
        return items;
    }

    private static Bytes string(Bytes item) throws MalformedException {
        return RlpReader.of(item).bytes();
    }

    private static byte[] stretch(Bytes prefix) throws MalformedException {
        boolean form = !prefix.isEmpty() && (prefix.get(0) & 0xc0) == 0;
        if (!form || ((prefix.get(0) & 0x10) == 0 && (prefix.get(0) & 0xf) != 0)) {
            throw new MalformedException("not a hex-prefix path: " + prefix);
        }
        return Nibbles.fromHexPrefix(prefix.shared(), 0, prefix.size());
    }
}
