package io.vigil.consensus.safety;

import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.Plan;
import io.vigil.consensus.statements.Statement;
import io.vigil.types.Hash;
import java.util.Optional;

/** Whether a validator may sign a plan, by its own record and chain (G45). The plan itself is sound already. */
public final class PlanRules {
    private PlanRules() {}

    /** What a signer knows beside its record. */
    public interface OwnChain {
        /** The newest epoch that is proven here. */
        EpochStart epoch();

        /** Whether {@code block} is the last committed block here or a descendant of it, all of whose bodies down to that are here. */
        boolean reaches(Hash block);

        /** Whether {@code block} is final here, or a certificate that is known here names it or one that descends from it. */
        boolean isCertified(Hash block);
    }

    /**
     * @param fence what {@code plan} would leave behind
     * @return why it must not be signed, or nothing
     */
    public static Optional<String> refusal(Plan plan, PlanFence fence, SafetyRecord record, OwnChain chain) {
        Optional<String> untimely = untimely(plan, record, chain.epoch());
        if (untimely.isPresent()) {
            return untimely;
        }
        boolean isAbove = record.lock().epoch() == plan.epoch()
                && record.lock().view() > plan.certificate().view();
        if (isAbove) { // G45(a)
            return Optional.of("below this validator's lock: it is locked on view "
                    + record.lock().view() + ", block "
                    + record.lock().block() + ", and the plan ends the epoch with a certificate of view "
                    + plan.certificate().view() + ", block " + plan.block() + "; create it again with that block");
        }
        if (!chain.reaches(plan.block())) {
            return Optional.of("block " + plan.block() + " of the plan does not lead from the last block that is final"
                    + " here, or its body is not here");
        }
        for (Hash block : plan.quarantined()) { // G44: a certified block is never removed
            if (chain.isCertified(block)) {
                return Optional.of("the plan quarantines block " + block + ", which is certified");
            }
        }
        return replaced(plan, fence, record.fence());
    }

    /**
     * Whether one that is no member of the plan's epoch may consent to be one of the next (G44). It has no lock, and nothing that it signed could be
     * dropped.
     */
    public static Optional<String> consentRefusal(Plan plan, SafetyRecord record, EpochStart at) {
        return untimely(plan, record, at);
    }

    /** G45(b). */
    private static Optional<String> untimely(Plan plan, SafetyRecord record, EpochStart at) {
        long now = at.epoch();
        if (now > plan.epoch()) { // G45(b): hand that proof out instead
            return Optional.of("stale: the plan ends epoch " + plan.epoch()
                    + ", which is over here; this node is in epoch " + now + " and gives the proof to whoever asks");
        }
        if (now < plan.epoch()) {
            return Optional.of("the plan ends epoch " + plan.epoch() + " and this node has not come further than epoch "
                    + now + ": let it catch up first");
        }
        for (Statement said : record.last().values()) {
            if (said.epoch() > plan.epoch()) {
                return Optional.of("this validator signed " + said.kind() + " of view " + said.view() + " in epoch "
                        + said.epoch() + " already, which the plan would begin");
            }
        }
        return Optional.empty();
    }

    /** G45(c). The very same plan may be signed again: its signature is the same. */
    private static Optional<String> replaced(Plan plan, PlanFence wanted, PlanFence fence) {
        if (fence.epoch() != plan.epoch() || fence.equals(wanted)) {
            return Optional.empty();
        }
        if (fence.isLast()) {
            return Optional.of("this validator signed plan " + fence.plan()
                    + " of this epoch, which brings other members: no plan may replace it");
        }
        boolean isSuccessor =
                plan.sequence() == fence.sequence() + 1 && plan.previous().equals(fence.plan());
        return isSuccessor
                ? Optional.empty()
                : Optional.of("this validator signed plan " + fence.plan() + " of this epoch with sequence "
                        + fence.sequence() + "; only one that names it as its previous, with sequence "
                        + (fence.sequence() + 1) + ", may replace it");
    }
}
