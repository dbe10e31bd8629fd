package io.vigil.consensus.certificates;

import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.util.List;

/**
 * A plan with the consent of a quorum: a timeout certificate for an epoch, as it were (G43).
 *
 * @param groups signers by their lock, ascending by view; at least one
 * @param signature aggregate of all, and of the consents of all members of the set that the plan brings, if it brings one
 */
public record PlanProof(Plan plan, List<Group> groups, Bytes signature) implements EpochEnd {
    /** Those who are locked on one certificate. */
    public record Group(long lockView, Hash lockBlock, Signers signers) {}

    public PlanProof {
        groups = List.copyOf(groups);
        if (groups.isEmpty() || groups.size() > ValidatorSet.MAX_MEMBERS) {
            throw new IllegalArgumentException("plan with " + groups.size() + " groups of signers");
        }
    }

    @Override
    public long epoch() {
        return plan.epoch();
    }

    @Override
    public Hash block() {
        return plan.block();
    }

    /** The highest lock of its signers. */
    public Group highest() {
        return groups.getLast();
    }
}
