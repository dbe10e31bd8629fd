package io.vigil.consensus.certificates;

import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.types.Bytes;

/**
 * Proof that an epoch ended and who comes next: the last block's header as RLP, a commit certificate for it (A2) or a plan that ends the epoch there
 * (G43), and the set that the header commits to. A chain of these leads from genesis to any epoch.
 */
public record EpochProof(EpochEnd end, Bytes header, ValidatorSet next) {
    /** Whether a plan ended the epoch. */
    public boolean isPlanned() {
        return end instanceof PlanProof;
    }
}
