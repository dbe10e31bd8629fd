package io.vigil.governance;

import io.vigil.governance.election.ElectionResult;
import io.vigil.governance.epoch.EpochState;
import io.vigil.governance.epoch.Member;
import io.vigil.governance.epoch.NextEpoch;
import io.vigil.governance.epoch.SkippedRecords;
import io.vigil.governance.epoch.Spans;
import io.vigil.governance.parameters.Parameter;
import io.vigil.governance.parameters.Parameters;
import io.vigil.governance.proposals.Closing;
import io.vigil.governance.proposals.Proposal;
import io.vigil.governance.proposals.Upgrades;
import io.vigil.governance.state.GovernanceState;
import io.vigil.governance.state.Overlay;
import io.vigil.governance.versions.Schedule;
import io.vigil.types.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The steps at one block's end in the order of G4, each apart from the others: one that throws leaves its neutral result and no
 * writes. Errors of the machine pass through; they are never turned into state.
 */
final class EpochRun {
    private final EpochSteps steps;
    private final EpochBlock block;
    private final GovernanceState state;
    private final List<HookEvent> events = new ArrayList<>();

    EpochRun(EpochSteps steps, EpochBlock block, GovernanceState state) {
        this.steps = steps;
        this.block = block;
        this.state = state;
    }

    List<HookEvent> events() {
        return List.copyOf(events);
    }

    /** Decides everything of the next epoch. */
    void fix(EpochState epoch) {
        Closing.Result closed = guarded(
                "proposals",
                new Closing.Result(epoch.parameters(), List.of()),
                on -> steps.closeProposals(on, epoch, block.number()));
        closed.decided().forEach(this::report);
        Upgrades.Decision decision =
                guarded("version", Upgrades.Decision.NONE, on -> steps.decideVersion(on, epoch, block.mixHash()));
        decision.proposal().ifPresent(this::report);
        Parameters parameters = closed.parameters();
        Optional<ElectionResult> upgraded = decision.activates() == 0
                ? Optional.empty()
                : guarded(
                                "election of the ready",
                                carryOver(epoch),
                                on -> steps.elect(on, epoch, parameters, decision.activates(), true, block.mixHash()))
                        .ifActivating();
        String slips = decision.activates() != 0 && upgraded.isEmpty() ? "no set of the ready" : decision.slips();
        if (!slips.isEmpty()) {
            events.add(new HookEvent.Noted("the version slips by an epoch: " + slips));
        }
        ElectionResult election = upgraded.orElseGet(() -> guarded(
                "election",
                carryOver(epoch),
                on -> steps.elect(on, epoch, parameters, epoch.version(), false, block.mixHash())));
        EpochSteps.Window window = guarded(
                "counters",
                new EpochSteps.Window(election.set().stream().map(_ -> 0L).toList(), List.of()),
                on -> steps.closeWindow(on, epoch, election.set()));
        events.addAll(window.events());
        List<Member> set = guarded("leads", election.set(), on -> steps.leads(on, epoch, election, window.missed()));
        NextEpoch next = new NextEpoch(
                epoch.epoch() + 1,
                upgraded.isPresent() ? decision.activates() : epoch.version(),
                epoch.end() + parameters.number(Parameter.EPOCH_LENGTH),
                set,
                parameters);
        epoch.withNext(next).write(state);
        if (upgraded.isPresent()) {
            apart("activation", on -> {
                Schedule.append(on, new Schedule.Entry(next.version(), epoch.end() + 1));
                Upgrades.activate(on, epoch);
            });
        }
        report(epoch, next, election);
    }

    private void report(Proposal proposal) {
        events.add(new HookEvent.Decided(
                proposal.id(), proposal.status() + (proposal.reason().isEmpty() ? "" : ": " + proposal.reason())));
    }

    private void report(EpochState epoch, NextEpoch next, ElectionResult election) {
        SortedMap<Address, String> skipped = new TreeMap<>();
        election.skipped().forEach(record -> skipped.putIfAbsent(record.address(), record.reason()));
        SkippedRecords.write(state, epoch.epoch(), skipped);
        events.add(new HookEvent.Fixed(
                next.epoch(),
                next.version(),
                next.set().size(),
                election.joined(),
                election.left(),
                skipped,
                election.degraded()));
    }

    private static ElectionResult carryOver(EpochState epoch) {
        return new ElectionResult(
                epoch.set().stream().map(member -> member.leading(true)).toList(),
                List.of(),
                List.of(),
                List.of(),
                "the election failed: the present set stays",
                List.of(),
                false);
    }

    /** Lets the next epoch begin. */
    void move(EpochState epoch) {
        EpochState next = epoch.moved();
        steps.records(state)
                .forEach(address ->
                        apart("record " + address, on -> steps.settle(on, address, epoch, next, block.timestamp())));
        next.write(state);
        apart("spans", on -> Spans.write(on, next.epoch(), next.set()));
        apart("old spans", on -> steps.dropOldSpans(on, next));
        events.add(new HookEvent.Moved(next.epoch(), next.version(), next.end()));
    }

    private void apart(String step, Consumer<GovernanceState> work) {
        guarded(step, false, on -> {
            work.accept(on);
            return true;
        });
    }

    private <T> T guarded(String step, T neutral, Function<GovernanceState, T> work) {
        Overlay overlay = new Overlay(state);
        try {
            T result = work.apply(overlay);
            overlay.flush();
            return result;
        } catch (RuntimeException e) {
            events.add(new HookEvent.StepFailed(step, e.toString()));
            return neutral;
        }
    }
}
