package io.vigil.deposits;

import io.vigil.types.Hash;
import java.util.ArrayList;
import java.util.List;

/**
 * The deposit contract's Merkle tree, depth 32. Gives root, frontier and proofs as of any count from {@link #finalizedCount}
 * to {@link #count} with at most 33 nodes read and 65 hashes each, since a node whose leaves are all there never changes
 * again: only those are kept, and the one node per level that is partly filled is computed. Not thread-safe.
 */
public final class DepositTree {
    public static final int DEPTH = 32;

    /** The contract refuses more. */
    public static final long MAX_COUNT = (1L << DEPTH) - 1;

    private final TreeNodes kept;

    /** Full nodes by height that are not in {@link #kept}. */
    private final List<Level> added = new ArrayList<>();

    private Frontier finalized;
    private Frontier newest;

    /**
     * @param kept all full nodes of leaves from {@code finalized} to {@code newest}
     * @throws IllegalArgumentException if {@code finalized} is beyond {@code newest}
     */
    public DepositTree(Frontier finalized, Frontier newest, TreeNodes kept) {
        if (finalized.count() > newest.count()) {
            throw new IllegalArgumentException(
                    "finalized " + finalized.count() + " of " + newest.count() + " deposits");
        }
        this.kept = kept;
        this.finalized = finalized;
        this.newest = newest;
        for (int height = 0; height <= DEPTH; height++) {
            added.add(new Level(newest.count() >> height));
        }
    }

    /** A tree in memory that continues {@code start}; it proves nothing before its end. */
    public static DepositTree from(Frontier start) {
        return new DepositTree(start, start, TreeNodes.NONE);
    }

    public static DepositTree empty() {
        return from(Frontier.EMPTY);
    }

    /** The node above two nodes. */
    public static Hash parent(Hash left, Hash right) {
        return Sha256.pair(left, right);
    }

    public long count() {
        return newest.count();
    }

    public Hash root() {
        return newest.root();
    }

    public Frontier frontier() {
        return newest;
    }

    /** Nothing before is proved any more. 0 in a tree that holds everything. */
    public long finalizedCount() {
        return finalized.count();
    }

    public void append(Hash leaf) {
        long index = newest.count();
        newest = newest.push(leaf);
        added.getFirst().add(leaf);
        Hash node = leaf;
        for (int height = 0; ((index >> height) & 1) == 1; height++) {
            node = Sha256.pair(node(height, (index >> height) - 1), node);
            added.get(height + 1).add(node);
        }
    }

    /** The leaf at {@code index}, from {@link #finalizedCount} on. */
    public Hash leaf(long index) {
        requireHeld(index, count() - 1);
        return node(0, index);
    }

    public Hash rootAt(long count) {
        return frontierAt(count).root();
    }

    /** The tree as it was with {@code count} leaves. */
    public Frontier frontierAt(long count) {
        requireHeld(count, count());
        List<Hash> subtrees = new ArrayList<>();
        for (int height = DEPTH - 1; height >= 0; height--) {
            if (((count >> height) & 1) == 1) {
                subtrees.add(node(height, (count >> height) - 1));
            }
        }
        return new Frontier(count, subtrees);
    }

    /** Proof of the leaf at {@code index} in the tree as it was with {@code count} leaves. */
    public DepositProof proof(long index, long count) {
        requireHeld(count, count());
        requireHeld(index, count - 1);
        List<Hash> branch = new ArrayList<>(DepositProof.LENGTH);
        Hash partial = Hash.ZERO; // root of what lies right of the last full node, filled up with zeros
        for (int height = 0; height < DEPTH; height++) {
            long last = count >> height;
            long sibling = (index >> height) ^ 1;
            Hash zero = Sha256.ZERO.get(height);
            branch.add(sibling < last ? node(height, sibling) : sibling == last ? partial : zero);
            partial = (last & 1) == 1 ? Sha256.pair(node(height, last - 1), partial) : Sha256.pair(partial, zero);
        }
        branch.add(Sha256.chunk(count));
        return new DepositProof(index, branch);
    }

    /**
     * Gives up proofs before {@code count}. What is finalized stays so: less than before, 0 included, has no effect
     * (EIP-4881's defect b).
     *
     * @throws IllegalArgumentException if the tree does not have as many leaves (EIP-4881's defect c)
     */
    public void finalizeUpTo(long count) {
        if (count > count()) {
            throw new IllegalArgumentException("cannot finalize " + count + " of " + count() + " deposits");
        }
        if (count <= finalizedCount()) {
            return;
        }
        Frontier next = frontierAt(count);
        finalized = next;
        for (int height = 0; height <= DEPTH; height++) {
            added.get(height).dropBefore(count >> height);
        }
    }

    /** Forgets leaves from {@code count} on: eth1 took them back. */
    public void truncate(long count) {
        newest = frontierAt(count);
        for (int height = 0; height <= DEPTH; height++) {
            added.get(height).dropFrom(count >> height);
        }
    }

    /** A snapshot of what is finalized, with the eth1 block it belongs to. */
    public DepositTreeSnapshot snapshot(Hash blockHash, long blockNumber) {
        return new DepositTreeSnapshot(finalized, blockHash, blockNumber);
    }

    /** Gives out every full node that is not kept yet; the receiver must serve them as {@link TreeNodes} from now on. */
    public void keep(Receiver receiver) {
        for (int height = 0; height <= DEPTH; height++) {
            Level level = added.get(height);
            for (int i = 0; i < level.nodes.size(); i++) {
                receiver.keep(height, level.first + i, level.nodes.get(i));
            }
            added.set(height, new Level(count() >> height));
        }
    }

    /** Takes nodes that are to be kept. */
    public interface Receiver {
        void keep(int height, long index, Hash node);
    }

    private Hash node(int height, long index) {
        // A node that ends at or before the finalized count is asked for only if it is one of its subtrees.
        if (index + 1 <= finalized.count() >> height) {
            return finalized.subtree(height);
        }
        Level level = added.get(height);
        return index < level.first ? kept.node(height, index) : level.nodes.get((int) (index - level.first));
    }

    private void requireHeld(long index, long last) {
        if (index < finalizedCount() || index > last) {
            throw new IllegalArgumentException(
                    "deposit " + index + " is not between " + finalizedCount() + " and " + last);
        }
    }

    /** Nodes of one height from {@code first} on. */
    private static final class Level {
        private final List<Hash> nodes = new ArrayList<>();
        private long first;

        private Level(long first) {
            this.first = first;
        }

        private void add(Hash node) {
            nodes.add(node);
        }

        private void dropBefore(long index) {
            int gone = Math.clamp(index - first, 0, nodes.size());
            nodes.subList(0, gone).clear();
            first += gone;
        }

        private void dropFrom(long index) {
            int left = Math.clamp(index - first, 0, nodes.size());
            nodes.subList(left, nodes.size()).clear();
            first = Math.min(first, index);
        }
    }
}
