package io.vigil.deposits;

import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import java.util.List;

/**
 * Proof that a deposit is a leaf of the deposit tree.
 *
 * @param branch 33 hashes, leaf to root: 32 siblings, then the leaf count (8 bytes little-endian, zero-padded)
 * @param index position of the leaf, from 0; see {@code Deposit.proof} in consensus-specs, phase0
 */
public record DepositProof(long index, List<Hash> branch) {
    public static final int LENGTH = DepositTree.DEPTH + 1;

    /** @throws IllegalArgumentException if the branch has not 33 hashes */
    public DepositProof {
        if (branch.size() != LENGTH) {
            throw new IllegalArgumentException("a deposit proof has 33 hashes, not " + branch.size());
        }
        branch = List.copyOf(branch);
    }

    /** A proof from outside. */
    public static DepositProof parse(long index, List<Hash> branch) throws MalformedException {
        if (branch.size() != LENGTH) {
            throw new MalformedException("deposit proof: " + branch.size() + " hashes, must be 33");
        }
        return new DepositProof(index, branch);
    }

    public List<Hash> siblings() {
        return branch.subList(0, DepositTree.DEPTH);
    }

    /**
     * Whether {@code leaf} lies at {@link #index} in the tree of {@code count} leaves with {@code root}. Unlike the
     * specification's loop, which looks at 33 bits of the index, an index that the tree does not have proves nothing (D11).
     */
    public boolean proves(Hash leaf, long count, Hash root) {
        if (index < 0
                || index >= count
                || count > DepositTree.MAX_COUNT
                || !branch.getLast().equals(Sha256.chunk(count))) {
            return false;
        }
        Hash node = leaf;
        for (int height = 0; height < DepositTree.DEPTH; height++) {
            Hash sibling = branch.get(height);
            boolean right = ((index >> height) & 1) == 1;
            node = right ? Sha256.pair(sibling, node) : Sha256.pair(node, sibling);
        }
        return Sha256.pair(node, branch.getLast()).equals(root);
    }

    /** Whether everything left of the leaf is what {@code frontier} holds (D16): its count must be the leaf's index. */
    public boolean continues(Frontier frontier) {
        if (frontier.count() != index) {
            return false;
        }
        for (int height = 0; height < DepositTree.DEPTH; height++) {
            if (frontier.has(height) && !frontier.subtree(height).equals(branch.get(height))) {
                return false;
            }
        }
        return true;
    }
}
