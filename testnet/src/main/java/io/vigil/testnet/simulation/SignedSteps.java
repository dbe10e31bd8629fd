package io.vigil.testnet.simulation;

import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.safety.SafetyRecord;
import io.vigil.consensus.statements.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the honest validators of one simulated run signed, step by step: statements that CM1 made them say in this order, under
 * loss, partitions, crashes and skewed clocks.
 */
final class SignedSteps {
    /** Two statements with one slot contradict each other, unless they are the same. */
    record Slot(Statement.Kind kind, long epoch, long view) {
        static Slot of(Statement statement) {
            return new Slot(statement.kind(), statement.epoch(), statement.view());
        }
    }

    /** One validator's: before step i its record was {@code records.get(i)}. */
    record Trace(List<List<Statement>> steps, List<SafetyRecord> records) {
        Trace {
            steps = List.copyOf(steps);
            records = List.copyOf(records);
        }
    }

    private final Root root;
    private final List<Trace> traces;
    private final Map<Slot, Statement> bySlot;

    private SignedSteps(Root root, List<Trace> traces, Map<Slot, Statement> bySlot) {
        this.root = root;
        this.traces = List.copyOf(traces);
        this.bySlot = Map.copyOf(bySlot);
    }

    /** @throws IllegalStateException if the run itself fails */
    static SignedSteps of(SimulationPlan plan, long seed) {
        List<List<List<Statement>>> steps = new ArrayList<>();
        for (int i = 0; i < plan.validators() + plan.spares() + plan.twins(); i++) {
            steps.add(new ArrayList<>());
        }
        new Simulation(plan, seed, (node, statements) -> steps.get(node).add(List.copyOf(statements))).run();
        Root root = SimulatedKeys.genesis(plan.validators()).root();
        Map<Slot, Statement> bySlot = new HashMap<>();
        List<Trace> traces = new ArrayList<>();
        for (List<List<Statement>> one : steps) {
            one.forEach(step -> step.forEach(statement -> bySlot.put(Slot.of(statement), statement)));
            Trace trace = trace(root, one);
            if (!trace.steps().isEmpty()) {
                traces.add(trace);
            }
        }
        return new SignedSteps(root, traces, bySlot);
    }

    /** Without what a validator said again after a restart: that is legal only where it was said before. */
    private static Trace trace(Root root, List<List<Statement>> said) {
        List<List<Statement>> steps = new ArrayList<>();
        List<SafetyRecord> records = new ArrayList<>(List.of(SafetyRecord.empty(root)));
        for (List<Statement> step : said) {
            SafetyRecord record = records.getLast();
            List<Statement> fresh = new ArrayList<>();
            for (Statement statement : step) {
                if (!record.holds(statement)) {
                    record = record.after(statement);
                    fresh.add(statement);
                }
            }
            if (!fresh.isEmpty()) {
                steps.add(List.copyOf(fresh));
                records.add(record);
            }
        }
        return new Trace(steps, records);
    }

    Root root() {
        return root;
    }

    List<Trace> traces() {
        return traces;
    }

    /** Another statement of this run for the slot of {@code statement}, of a run where that one was not said. */
    Optional<Statement> rival(Statement statement) {
        return Optional.ofNullable(bySlot.get(Slot.of(statement))).filter(other -> !other.equals(statement));
    }
}
