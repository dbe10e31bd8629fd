package io.vigil.testnet.simulation;

import io.vigil.consensus.safety.SafetyRecord;
import io.vigil.consensus.statements.Statement;
import io.vigil.node.config.RefusedException;
import io.vigil.node.keys.SignerInterchange;
import io.vigil.node.keys.StatementLog;
import io.vigil.storage.StorageException;
import io.vigil.storage.append.SimulatedFolder;
import io.vigil.testnet.simulation.SignedSteps.Slot;
import io.vigil.testnet.simulation.SignedSteps.Trace;
import io.vigil.types.Bytes;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * One schedule of one validator's real record: it signs what the simulator made it say, dies anywhere, loses its power, moves to
 * another machine and back, is restored beside an older or newer chain, and somebody starts a copy of it. What was said in
 * another run for the same view is put before it again and again.
 */
final class SignerLife {
    private static final int STEPS = 24;
    private static final long CHAIN_ID = 1;

    private final SignedSteps said;
    private final SignedSteps foreign;
    private final Random random;
    private final Counts counts;

    /** Everything that left. */
    private final Map<Slot, Statement> released = new HashMap<>();

    /** What must be durable: the rules folded over what was signed, apart from any log. */
    private SafetyRecord model;

    private SimulatedFolder folder = new SimulatedFolder();
    private Bytes place = Bytes.ofLong(1);
    private StatementLog log;

    /** What was tried. */
    static final class Counts {
        long schedules;
        long signed;
        long repeated;
        long rivals;
        long crashes;
        long moves;
        long restores;
        long copies;
    }

    SignerLife(SignedSteps said, SignedSteps foreign, Random random, Counts counts) {
        this.said = said;
        this.foreign = foreign;
        this.random = random;
        this.counts = counts;
        this.model = SafetyRecord.empty(said.root());
        this.log = StatementLog.open(folder, said.root());
    }

    /** @throws IllegalStateException if a legal statement is refused or a second one for its view is not */
    void live() throws MalformedException {
        counts.schedules++;
        Trace trace = said.traces().get(random.nextInt(said.traces().size()));
        int from = random.nextInt(Math.max(1, trace.steps().size() - STEPS + 1));
        log.merge(trace.records().get(from), StatementLog.Floor.NONE); // begins as an imported record
        model = trace.records().get(from);
        log.requireUsableAt(place);
        int to = Math.min(from + STEPS, trace.steps().size());
        for (List<Statement> step : trace.steps().subList(from, to)) {
            troubles();
            if (random.nextInt(16) == 0) {
                continue; // what made it say this never reached it
            }
            if (random.nextInt(8) == 0) {
                dieWhileSigning(step);
            } else {
                sign(step);
            }
            rivals(step);
        }
    }

    private void troubles() throws MalformedException {
        switch (random.nextInt(20)) {
            case 0 -> restart(folder.crash(random));
            case 1 -> restart(folder.kill());
            case 2 -> move();
            case 3 -> startACopy();
            case 4 -> restoreTheChain();
            default -> {}
        }
    }

    private void sign(List<Statement> step) {
        try {
            log.admit(step);
        } catch (IllegalStateException e) {
            throw new IllegalStateException("a legal statement was refused: " + step + ": " + e.getMessage(), e);
        }
        for (Statement statement : step) {
            model = model.after(statement);
            Statement before = released.putIfAbsent(Slot.of(statement), statement);
            if (before != null && !before.equals(statement)) {
                throw new IllegalStateException("signed twice: " + before + " and " + statement);
            }
            counts.signed += before == null ? 1 : 0;
            counts.repeated += before == null ? 0 : 1;
        }
        expectModel();
    }

    /**
     * Nothing left, and of the step all or nothing is durable. A step that is lost is said again as it was; one that is not,
     * as the record has it: of two commit votes the later.
     */
    private void dieWhileSigning(List<Statement> step) {
        folder.dieAtEffect(folder.effects() + 1 + random.nextInt(3));
        try {
            log.admit(step);
        } catch (StorageException e) {
            // died
        }
        SafetyRecord next = model;
        for (Statement statement : step) {
            next = next.after(statement);
        }
        SimulatedFolder after = random.nextBoolean() ? folder.crash(random) : folder.kill();
        SafetyRecord found = StatementLog.read(after, entry -> {}).record().orElseThrow();
        if (found.equals(next)) {
            model = next;
        }
        restart(after);
        boolean isLost = !found.equals(next);
        sign(step.stream().filter(said -> isLost || model.holds(said)).toList());
    }

    /** What another run said for views of this step. */
    private void rivals(List<Statement> step) {
        for (Statement statement : step) {
            foreign.rival(statement)
                    .filter(rival -> released.containsKey(Slot.of(rival)))
                    .ifPresent(this::refuse);
        }
    }

    private void refuse(Statement rival) {
        counts.rivals++;
        try {
            log.admit(List.of(rival));
        } catch (IllegalStateException e) {
            expectModel();
            return;
        }
        throw new IllegalStateException("signed " + rival + " after " + released.get(Slot.of(rival)));
    }

    private void restart(SimulatedFolder after) {
        counts.crashes++;
        folder = after;
        log = StatementLog.open(folder, said.root()).requireUsableAt(place);
        expectModel();
        List<Statement> last = new ArrayList<>(model.last().values());
        if (!last.isEmpty()) {
            log.admit(List.of(last.get(random.nextInt(last.size())))); // R2: sent again, never refused
            counts.repeated++;
        }
    }

    /** The chain beside the record is another one's, older or newer: the record keeps all it knew. */
    private void restoreTheChain() {
        counts.restores++;
        long height = random.nextInt(1_000);
        log.committed(new StatementLog.Floor(height, Keccak.hash(Bytes.ofLong(height))));
        restart(folder.kill());
    }

    /** Export retires the source; the file may be imported into an empty record or into an old one of the same key. */
    private void move() throws MalformedException {
        counts.moves++;
        log.mark(StatementLog.Mark.RETIRED, Bytes.EMPTY);
        String file =
                new SignerInterchange(CHAIN_ID, said.root().block(), List.of(), log.record(), log.floor()).toJson();
        SimulatedFolder source = folder.kill();
        refusesToStart(source, place, "a retired record");
        SimulatedFolder target = random.nextBoolean() ? new SimulatedFolder() : source;
        try (StatementLog imported = StatementLog.open(target, said.root())) {
            SignerInterchange parsed = SignerInterchange.parse(file);
            imported.merge(parsed.record(), parsed.floor());
        }
        place = Bytes.ofLong(random.nextLong());
        restart(target.crash(random));
    }

    private void startACopy() {
        counts.copies++;
        refusesToStart(folder.kill(), Bytes.ofLong(-7), "a copy");
    }

    private void refusesToStart(SimulatedFolder copy, Bytes where, String what) {
        try {
            StatementLog.open(copy, said.root()).requireUsableAt(where);
        } catch (RefusedException e) {
            return;
        }
        throw new IllegalStateException(what + " may be signed with");
    }

    private void expectModel() {
        if (!log.record().equals(model)) {
            throw new IllegalStateException("the record is " + log.record() + ", not " + model);
        }
    }
}
