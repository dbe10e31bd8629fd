package io.vigil.deposits.voting;

import io.vigil.deposits.DepositData;
import io.vigil.deposits.DepositProof;
import io.vigil.deposits.DepositTree;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.util.ArrayList;
import java.util.List;

/**
 * A deposit as a block carries it: its index follows from its place, the count mixed into the root from the state (D7).
 *
 * @param siblings 32 hashes, leaf to root
 */
public record DepositInput(DepositData deposit, List<Hash> siblings) {
    public DepositInput {
        if (siblings.size() != DepositTree.DEPTH) {
            throw new IllegalArgumentException("a deposit in a block has 32 siblings, not " + siblings.size());
        }
        siblings = List.copyOf(siblings);
    }

    DepositProof proof(long index, long count) {
        byte[] length = new byte[Hash.SIZE];
        Bytes.ofLong(Long.reverseBytes(count)).copyTo(length, 0);
        List<Hash> branch = new ArrayList<>(siblings);
        branch.add(new Hash(Bytes.wrap(length)));
        return new DepositProof(index, branch);
    }
}
