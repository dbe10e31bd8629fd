package io.vigil.deposits;

import io.vigil.types.Hash;
import java.util.ArrayList;
import java.util.List;

/**
 * The first {@code count} leaves of a deposit tree as the roots of their maximal full subtrees: all that the contract keeps,
 * enough to append and to know the root. {@code count} is a number of its own; nothing derives it from a list.
 *
 * @param count from 0 to {@link DepositTree#MAX_COUNT}; 0 is the empty tree, with no hash and a root of its own
 * @param subtrees one hash for each bit set in {@code count}, largest subtree first (EIP-4881's {@code finalized})
 */
public record Frontier(long count, List<Hash> subtrees) {
    public static final Frontier EMPTY = new Frontier(0, List.of());

    /** @throws IllegalArgumentException if there are not as many hashes as bits in the count (EIP-4881's defect a) */
    public Frontier {
        if (count < 0 || count > DepositTree.MAX_COUNT) {
            throw new IllegalArgumentException("a deposit tree has 0 to 2^32-1 leaves, not " + count);
        }
        if (subtrees.size() != Long.bitCount(count)) {
            throw new IllegalArgumentException(
                    subtrees.size() + " hashes for a count of " + count + ", must be " + Long.bitCount(count));
        }
        subtrees = List.copyOf(subtrees);
    }

    /** @throws IllegalStateException if the tree is full, which the contract refuses */
    public Frontier push(Hash leaf) {
        if (count == DepositTree.MAX_COUNT) {
            throw new IllegalStateException("the deposit tree is full");
        }
        List<Hash> next = new ArrayList<>(subtrees);
        Hash node = leaf;
        for (long size = count; (size & 1) == 1; size >>= 1) {
            node = Sha256.pair(next.removeLast(), node);
        }
        next.add(node);
        return new Frontier(count + 1, next);
    }

    /** The deposit root: the tree's root with the count mixed in. */
    public Hash root() {
        Hash node = Hash.ZERO;
        int next = subtrees.size();
        for (int height = 0; height < DepositTree.DEPTH; height++) {
            boolean full = has(height);
            node = full ? Sha256.pair(subtrees.get(--next), node) : Sha256.pair(node, Sha256.ZERO.get(height));
        }
        return Sha256.pair(node, Sha256.chunk(count));
    }

    /** Whether there is a full subtree of 2^{@code height} leaves. */
    public boolean has(int height) {
        return ((count >> height) & 1) == 1;
    }

    /** @throws IllegalStateException if there is none */
    public Hash subtree(int height) {
        if (!has(height)) {
            throw new IllegalStateException("no full subtree of height " + height + " in a count of " + count);
        }
        return subtrees.get(Long.bitCount(count >> (height + 1)));
    }
}
