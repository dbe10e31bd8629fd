package io.vigil.node.chain;

import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.types.Hash;
import io.vigil.types.chain.Header;

/**
 * What is known of a block before any of it runs.
 *
 * @param timestamp in seconds
 * @param prevRandao {@code mixHash}
 * @param leader index into {@code set}
 * @param epochEnd number of the epoch's last block, 0 if the epoch has no end
 * @param set the members of {@code epoch}, who certify this block
 * @param childSet who certifies this block's child
 */
public record BlockFacts(
        Header parent,
        long number,
        long timestamp,
        Hash prevRandao,
        long version,
        long epoch,
        long view,
        int leader,
        long epochEnd,
        ValidatorSet set,
        ValidatorSet childSet) {
    /** Whether the epoch ends with this block. */
    public boolean isLastOfEpoch() {
        return epochEnd != 0 && number == epochEnd;
    }
}
