package io.vigil.governance.proposals;

import io.vigil.governance.epoch.EpochState;
import io.vigil.governance.epoch.Offences;
import io.vigil.governance.parameters.CrossChecks.Change;
import io.vigil.governance.parameters.Parameter;
import io.vigil.governance.parameters.Parameters;
import io.vigil.governance.registry.Registry;
import io.vigil.governance.registry.ValidatorRecord;
import io.vigil.governance.state.GovernanceState;
import io.vigil.types.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Closes proposals when the next epoch is fixed, and enacts what passed, each against the result of the earlier (G31, G33). */
public final class Closing {
    private final GovernanceState state;
    private final EpochState epoch;
    private final Onboarding onboarding;
    private final long height;
    private final List<Proposal> decided = new ArrayList<>();
    private Parameters parameters;

    private Closing(GovernanceState state, EpochState epoch, Onboarding onboarding, long height) {
        this.state = state;
        this.epoch = epoch;
        this.onboarding = onboarding;
        this.height = height;
        this.parameters = epoch.parameters();
    }

    /**
     * @param parameters of the next epoch
     * @param decided proposals whose status changed
     */
    public record Result(Parameters parameters, List<Proposal> decided) {
        public Result {
            decided = List.copyOf(decided);
        }
    }

    public static Result close(GovernanceState state, EpochState epoch, Onboarding onboarding, long height) {
        Closing closing = new Closing(state, epoch, onboarding, height);
        for (long id : new Proposals(state).openIds()) {
            // read anew: an earlier one may have cancelled it
            new Proposals(state)
                    .proposal(id)
                    .ok()
                    .filter(proposal -> proposal.status() == Status.VOTING)
                    .ifPresent(closing::close);
        }
        return new Result(closing.parameters, closing.decided);
    }

    private void close(Proposal proposal) {
        Tally tally = Tally.of(proposal, epoch.set(), new Proposals(state));
        boolean textual = isTextual(proposal);
        boolean passes = textual ? tally.agrees(proposal) : tally.enacts(proposal);
        boolean ends = epoch.epoch() >= proposal.endEpoch();
        boolean early = !textual
                && passes
                && height - proposal.submitted() >= epoch.parameters().number(Parameter.EPOCH_LENGTH);
        if (!ends && !early) {
            return;
        }
        if (!proposal.deposit().isZero() && state.burn(EpochState.ADDRESS, proposal.deposit()) && !tally.refuses()) {
            state.credit(proposal.proposer(), proposal.deposit());
        }
        decide(passes ? enact(proposal) : proposal.with(Status.REJECTED, epoch.epoch(), ""));
    }

    /** A cancellation is voted on as what it would cancel (G32). */
    private boolean isTextual(Proposal proposal) {
        return switch (proposal.content()) {
            case Content.Text text -> true;
            case Content.Cancel(long id) ->
                new Proposals(state)
                        .proposal(id)
                        .ok()
                        .filter(target -> target.content() instanceof Content.Text)
                        .isPresent();
            case Content.Settings settings -> false;
            case Content.Version version -> false;
            case Content.Membership membership -> false;
            case Content.Resumption resumption -> false;
        };
    }

    private Proposal enact(Proposal proposal) {
        Proposal passed = proposal.with(Status.PASSED, epoch.epoch(), "");
        return switch (proposal.content()) {
            case Content.Text text -> passed;
            case Content.Settings(List<Change> changes) -> {
                Optional<String> why =
                        Submission.checks(epoch, new Registry(state)).refusal(parameters, changes);
                if (why.isPresent()) {
                    yield proposal.with(Status.FAILED, epoch.epoch(), "CROSS_CHECK: " + why.get());
                }
                for (Change change : changes) {
                    parameters = parameters.with(change.parameter(), change.value());
                }
                yield passed;
            }
            case Content.Version version -> proposal.with(Status.WAIT_READY, epoch.epoch(), "");
            case Content.Cancel(long id) -> {
                Optional<Proposal> target = new Proposals(state)
                        .proposal(id)
                        .ok()
                        .filter(open -> open.status().isOpen());
                target.ifPresent(open -> decide(open.with(Status.CANCELLED, epoch.epoch(), "by " + proposal.id())));
                yield target.isPresent() ? passed : proposal.with(Status.FAILED, epoch.epoch(), "NOT_OPEN: " + id);
            }
            case Content.Membership change -> {
                Optional<String> why = new Submission(epoch, onboarding, state).membershipRefusal(change);
                if (why.isEmpty()) {
                    enact(change);
                }
                yield why.isEmpty() ? passed : proposal.with(Status.FAILED, epoch.epoch(), why.get());
            }
            case Content.Resumption resumption -> {
                Optional<String> why = onboarding.refusal(state, resumption);
                if (why.isEmpty()) {
                    onboarding.resume(state, resumption);
                }
                yield why.isEmpty() ? passed : proposal.with(Status.FAILED, epoch.epoch(), why.get());
            }
        };
    }

    private void enact(Content.Membership change) {
        Registry.Edit registry = Registry.edit(state);
        Address validator = change.validator();
        ValidatorRecord record = registry.read()
                .record(validator)
                .ok()
                .orElseThrow(() -> new IllegalStateException("no record of " + validator));
        switch (change.act()) {
            case IN -> registry.put(validator, record.withVotedPower(change.power()));
            case OUT -> registry.put(validator, record.withVotedPower(0));
            case REINSTATE -> Offences.reinstate(state, validator, record, height);
        }
    }

    private void decide(Proposal proposal) {
        Proposals.put(state, proposal);
        decided.add(proposal);
    }
}
