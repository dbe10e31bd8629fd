package io.vigil.governance.proposals;

import io.vigil.governance.epoch.EpochState;
import io.vigil.governance.epoch.Member;
import io.vigil.governance.registry.Readiness;
import io.vigil.governance.registry.Registry;
import io.vigil.governance.state.GovernanceState;
import io.vigil.governance.state.StateView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;

/** Locks and begins versions by the readiness of nodes (G35, G36). Nothing in between exists. */
public final class Upgrades {
    private Upgrades() {}

    /**
     * What the present set's signals say about a version.
     *
     * @param power of those that are ready
     * @param neededPower Q
     * @param neededCount two thirds of the heads and one
     */
    public record Ready(List<Member> members, long power, long neededPower, int neededCount) {
        public Ready {
            members = List.copyOf(members);
        }

        public boolean isEnough() {
            return power >= neededPower && members.size() >= neededCount;
        }
    }

    /** @param since the oldest epoch whose signals count */
    public static Ready ready(EpochState epoch, StateView view, long version, long since) {
        Registry registry = new Registry(view);
        List<Member> ready = new ArrayList<>();
        for (Member member : epoch.set()) {
            Readiness signal = registry.readiness(member.address());
            if (signal.sequence() > 0 && signal.version() >= version && signal.epoch() >= since) {
                ready.add(member);
            }
        }
        long power = Member.power(epoch.set());
        return new Ready(
                ready,
                Member.power(ready),
                Member.quorum(power),
                2 * epoch.set().size() / 3 + 1);
    }

    /** The version that is on its way. */
    public static Optional<Proposal> pending(StateView view) {
        return new Proposals(view)
                .open().stream()
                        .filter(proposal ->
                                proposal.content() instanceof Content.Version && proposal.status() != Status.VOTING)
                        .findFirst();
    }

    /**
     * What happens to the version that is on its way.
     *
     * @param proposal its new status, if it changed
     * @param activates its version, 0 if none begins with the next epoch
     * @param slips why it does not begin although its time has come; else empty
     */
    public record Decision(Optional<Proposal> proposal, long activates, String slips) {
        public static final Decision NONE = new Decision(Optional.empty(), 0, "");
    }

    /** @param feasible whether a set of the ready could be elected (G37) */
    public static Decision decide(GovernanceState state, EpochState epoch, LongPredicate feasible) {
        Optional<Proposal> pending = pending(state);
        if (pending.isEmpty() || !(pending.get().content() instanceof Content.Version version)) {
            return Decision.NONE;
        }
        Proposal proposal = pending.get();
        long now = epoch.epoch();
        if (now > version.expiry()) {
            return changed(state, proposal.with(Status.EXPIRED, now, ""));
        }
        if (proposal.status() == Status.WAIT_READY) {
            boolean locks = now >= version.notBefore()
                    && ready(epoch, state, version.version(), now - 1).isEnough()
                    && feasible.test(version.version());
            return locks ? changed(state, proposal.with(Status.LOCKED, now, "")) : Decision.NONE;
        }
        if (now < proposal.decidedEpoch() + version.grace()) {
            return Decision.NONE;
        }
        Ready ready = ready(epoch, state, version.version(), now);
        if (!ready.isEnough()) {
            return new Decision(
                    Optional.empty(), 0, "ready power " + ready.power() + " of " + ready.neededPower() + " needed");
        }
        return feasible.test(version.version())
                ? new Decision(Optional.empty(), version.version(), "")
                : new Decision(Optional.empty(), 0, "no set of the ready could be elected");
    }

    private static Decision changed(GovernanceState state, Proposal proposal) {
        Proposals.put(state, proposal);
        return new Decision(Optional.of(proposal), 0, "");
    }

    /** Marks the version that begins with the next epoch. */
    public static Optional<Proposal> activate(GovernanceState state, EpochState epoch) {
        Optional<Proposal> active = pending(state).map(proposal -> proposal.with(Status.ACTIVE, epoch.epoch(), ""));
        active.ifPresent(proposal -> Proposals.put(state, proposal));
        return active;
    }
}
