package io.vigil.testnet.local;

import io.vigil.deposits.DepositTree;
import io.vigil.deposits.Eth1Block;
import io.vigil.deposits.Eth1Point;
import io.vigil.deposits.FollowedChain;
import io.vigil.types.Hash;
import java.util.List;
import java.util.Optional;

/**
 * Eth1 as a node of April 2021 saw it after a restart (I4): the first deposit counted as known already, so its leaf stayed
 * zero; the count is right and every root is wrong. For chains with few deposits: the tree is made anew for each look.
 */
public record SkippedDeposit(FollowedChain read, DepositTree tree) implements FollowedChain {
    /** Empty as long as there is no deposit to skip. */
    public static Optional<FollowedChain> in(FollowedChain read) {
        if (read.tree().count() == 0 || read.tree().finalizedCount() > 0) {
            return Optional.empty();
        }
        DepositTree tree = DepositTree.empty();
        tree.append(Hash.ZERO);
        for (long index = 1; index < read.tree().count(); index++) {
            tree.append(read.tree().leaf(index));
        }
        return Optional.of(new SkippedDeposit(read, tree));
    }

    @Override
    public Eth1Point head() {
        return read.head();
    }

    @Override
    public Eth1Block finalized() {
        return read.finalized();
    }

    @Override
    public List<Eth1Point> points(long first, long last) {
        return read.points(first, last);
    }

    @Override
    public Optional<Eth1Point> point(Hash blockHash) {
        return read.point(blockHash);
    }
}
