package io.vigil.node.chain;

import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.types.Hash;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a block must say of its epoch, by the state of its parent (G2).
 *
 * @param rules that hold in the block
 * @param epochEnd number of the epoch's last block, 0 if the epoch has no end
 * @param set the members of {@code epoch}, who certify the block
 * @param childSet who certifies the block's child: the next epoch's members if the block is the epoch's last; its root is the
 *     header's {@code parentBeaconBlockRoot} (A2)
 * @param skipped transactions that the block must not hold, by the plan that began the epoch (G44)
 */
public record EpochFacts(
        ChainRules rules, long epoch, long epochEnd, ValidatorSet set, ValidatorSet childSet, SortedSet<Hash> skipped) {
    public EpochFacts {
        skipped = Collections.unmodifiableSortedSet(new TreeSet<>(skipped));
    }
}
