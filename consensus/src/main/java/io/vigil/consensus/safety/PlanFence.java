package io.vigil.consensus.safety;

import io.vigil.types.Hash;

/**
 * What a signer of a plan keeps for ever (G45): nothing of the plan's epoch is signed any more, and of the next one only what rests on this plan or a
 * later one.
 *
 * @param epoch that the plan ends, -1 if none was signed
 * @param sequence of the plan in its epoch
 * @param plan its hash
 * @param isLast whether it brings other members, so that no plan may replace it: they could have begun the next epoch without us (G45c)
 */
public record PlanFence(long epoch, long sequence, Hash plan, boolean isLast) {
    /** Of a plan that another may replace. */
    public PlanFence(long epoch, long sequence, Hash plan) {
        this(epoch, sequence, plan, false);
    }

    /** No plan was signed. */
    public static final PlanFence NONE = new PlanFence(-1, 0, Hash.ZERO);

    public boolean isNone() {
        return epoch < 0;
    }

    /** Whether nothing of {@code epoch} may be signed. */
    public boolean forbids(long epoch) {
        return epoch <= this.epoch;
    }

    /** Whether what began {@code epoch} is a plan that its signer has since replaced. */
    public boolean hasReplaced(long epoch, long sequence) {
        return epoch == this.epoch + 1 && sequence > 0 && sequence < this.sequence;
    }

    /** The one that forbids more. */
    public PlanFence higher(PlanFence other) {
        boolean isHigher = other.epoch != epoch ? other.epoch > epoch : other.sequence > sequence;
        return isHigher ? other : this;
    }
}
