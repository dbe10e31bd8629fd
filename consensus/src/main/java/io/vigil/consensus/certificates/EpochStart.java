package io.vigil.consensus.certificates;

import io.vigil.consensus.validators.ValidatorSet;

/**
 * Where an epoch begins: its root (A1) and its members. Made from genesis or from a checked {@link EpochProof}.
 *
 * @param plan sequence of the plan that began it (G43), 0 if the epoch before ended by itself
 */
public record EpochStart(Root root, ValidatorSet set, long plan) {
    /** Of an epoch that no plan began. */
    public EpochStart(Root root, ValidatorSet set) {
        this(root, set, 0);
    }

    public long epoch() {
        return root.epoch();
    }

    /** The first view in which this epoch's members may speak. */
    public long firstView() {
        return root.view() + 1;
    }
}
