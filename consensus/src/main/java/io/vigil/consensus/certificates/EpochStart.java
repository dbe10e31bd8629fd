package io.vigil.consensus.certificates;

import io.vigil.consensus.validators.ValidatorSet;

/**
 * Where an epoch begins: its root (A1) and its members. Made from genesis or from a checked {@link EpochProof}.
 */
public record EpochStart(Root root, ValidatorSet set) {
    public long epoch() {
        return root.epoch();
    }

    /** The first view in which this epoch's members may speak. */
    public long firstView() {
        return root.view() + 1;
    }
}
