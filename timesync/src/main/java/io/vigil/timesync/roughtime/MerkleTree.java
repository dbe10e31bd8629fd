package io.vigil.timesync.roughtime;

import io.vigil.types.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * The tree over a batch of requests, so that one signature answers all of them. A level of odd size is filled with its
 * own first node: nothing is ever signed that nobody asked for.
 */
final class MerkleTree {
    /** A path in a reply has at most this many nodes (32 bits of INDX). */
    static final int MAX_PATH = 32;

    private static final int LEAF = 0;
    private static final int NODE = 1;

    private final List<List<Bytes>> levels = new ArrayList<>();

    MerkleTree(List<Bytes> leaves, int hashBytes) {
        List<Bytes> level = leaves;
        levels.add(level);
        while (level.size() > 1) {
            List<Bytes> even = new ArrayList<>(level);
            if (even.size() % 2 == 1) {
                even.add(even.getFirst());
            }
            levels.set(levels.size() - 1, even);
            List<Bytes> above = new ArrayList<>(even.size() / 2);
            for (int i = 0; i < even.size(); i += 2) {
                above.add(node(hashBytes, even.get(i), even.get(i + 1)));
            }
            levels.add(above);
            level = above;
        }
    }

    static Bytes leaf(int hashBytes, Bytes content) {
        return Sha512.first(hashBytes, LEAF, content);
    }

    private static Bytes node(int hashBytes, Bytes left, Bytes right) {
        return Sha512.first(hashBytes, NODE, left, right);
    }

    Bytes root() {
        return levels.getLast().getFirst();
    }

    /** The siblings from leaf {@code index} up to below the root, joined. */
    Bytes path(int index) {
        Bytes[] path = new Bytes[levels.size() - 1];
        for (int height = 0; height < path.length; height++) {
            path[height] = levels.get(height).get((index >> height) ^ 1);
        }
        return Bytes.concat(path);
    }

    /** The root that {@code leaf} and {@code path} lead to. */
    static Bytes climb(int hashBytes, Bytes leaf, Bytes path, int index) {
        Bytes hash = leaf;
        int turns = index;
        for (int at = 0; at < path.size(); at += hashBytes) {
            Bytes sibling = path.slice(at, hashBytes);
            hash = (turns & 1) == 0 ? node(hashBytes, hash, sibling) : node(hashBytes, sibling, hash);
            turns >>>= 1;
        }
        return hash;
    }
}
