package io.vigil.node.keys;

import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.Signers;
import io.vigil.consensus.safety.SafetyRecord;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Justification;
import io.vigil.consensus.statements.Statement;
import io.vigil.consensus.statements.Statement.Kind;
import io.vigil.node.config.RefusedException;
import io.vigil.storage.StorageException;
import io.vigil.storage.append.SimulatedFolder;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Random lives of one key: it signs, dies anywhere, loses its power, moves to another machine and back, and somebody starts
 * a copy of its record. {@code SignerSchedules COUNT [FIRST_SEED]} prints what was tried; it ends with an exception at the
 * first pair of different messages of one kind, epoch and view, and at the first legal statement that is refused.
 */
final class SignerSchedules {
    private static final int STEPS = 24;
    private static final int VIEWS = 6;
    private static final Hash GENESIS = Keccak.hash(Bytes.of(1));
    private static final Root ROOT = Root.genesis(GENESIS);
    private static final Bytes SIGNATURE = Bytes.wrap(new byte[96]);

    private final Random random;
    private final Tally tally;

    /** Everything that ever left, by kind and view. */
    private final Map<String, Statement> released = new HashMap<>();

    /** What must be durable: the rules folded over all that was signed, apart from any log. */
    private SafetyRecord model = SafetyRecord.empty(ROOT);

    private SimulatedFolder folder = new SimulatedFolder();
    private Bytes place = Bytes.ofLong(1);
    private StatementLog log;

    /** What was tried. */
    static final class Tally {
        long schedules;
        long signed;
        long refused;
        long crashes;
        long moves;
        long copies;

        @Override
        public String toString() {
            return "%d schedules: %d statements signed, %d refused by rule, %d crashes, %d moves, %d copies refused"
                    .formatted(schedules, signed, refused, crashes, moves, copies);
        }
    }

    private SignerSchedules(long seed, Tally tally) {
        this.random = new Random(seed);
        this.tally = tally;
        this.log = StatementLog.open(folder, ROOT).requireUsableAt(place);
    }

    public static void main(String[] args) {
        int count = Integer.parseInt(args[0]);
        System.out.println(run(args.length > 1 ? Long.parseLong(args[1]) : 0, count));
    }

    static Tally run(long firstSeed, int count) {
        Tally tally = new Tally();
        for (long seed = firstSeed; seed < firstSeed + count; seed++) {
            try {
                new SignerSchedules(seed, tally).live();
            } catch (RuntimeException | MalformedException e) {
                throw new IllegalStateException("seed " + seed + ": " + e.getMessage(), e);
            }
        }
        return tally;
    }

    private void live() throws MalformedException {
        tally.schedules++;
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(16)) {
                case 0 -> restart(folder.crash(random));
                case 1 -> restart(folder.kill());
                case 2 -> dieWhileSigning();
                case 3 -> move();
                case 4 -> startACopy();
                default -> sign(statements());
            }
        }
    }

    private void sign(List<Statement> statements) {
        Optional<SafetyRecord> next = after(statements);
        try {
            log.admit(statements);
        } catch (IllegalStateException e) {
            tally.refused++;
            if (next.isPresent()) {
                throw new IllegalStateException("a legal statement was refused: " + statements, e);
            }
            return;
        }
        model = next.orElseThrow(() -> new IllegalStateException("an illegal statement was signed: " + statements));
        for (Statement statement : statements) {
            Statement before = released.putIfAbsent(statement.kind() + "/" + statement.view(), statement);
            if (before != null && !before.equals(statement)) {
                throw new IllegalStateException("signed twice: " + before + " and " + statement);
            }
            tally.signed++;
        }
    }

    /** The record behind {@code statements}; nothing if the rules forbid one of them. */
    private Optional<SafetyRecord> after(List<Statement> statements) {
        SafetyRecord next = model;
        for (Statement statement : statements) {
            if (!next.allows(statement)) {
                return Optional.empty();
            }
            next = next.after(statement);
        }
        return Optional.of(next);
    }

    /** Nothing left, and all of it or nothing is durable. */
    private void dieWhileSigning() {
        List<Statement> statements = statements();
        Optional<SafetyRecord> next = after(statements);
        folder.dieAtEffect(folder.effects() + 1 + random.nextInt(3));
        try {
            log.admit(statements);
        } catch (IllegalStateException e) {
            folder.dieAtEffect(Long.MAX_VALUE);
            return;
        } catch (StorageException e) {
            // died
        }
        SimulatedFolder after = random.nextBoolean() ? folder.crash(random) : folder.kill();
        SafetyRecord found = StatementLog.read(after, entry -> {}).record().orElseThrow();
        if (next.isPresent() && found.equals(next.get())) {
            model = found;
        }
        restart(after);
    }

    private void restart(SimulatedFolder after) {
        tally.crashes++;
        folder = after;
        log = StatementLog.open(folder, ROOT).requireUsableAt(place);
        if (!log.record().equals(model)) {
            throw new IllegalStateException("after a restart the record is " + log.record() + ", not " + model);
        }
    }

    /** Export retires the source; the file may be imported into an empty record or into an old one of the same key. */
    private void move() throws MalformedException {
        tally.moves++;
        log.mark(StatementLog.Mark.RETIRED, Bytes.EMPTY);
        String file = new SignerInterchange(7, GENESIS, List.of(), log.record(), log.floor()).toJson();
        SimulatedFolder source = folder.kill();
        try {
            StatementLog.open(source, ROOT).requireUsableAt(place);
            throw new IllegalStateException("a retired record may be signed with");
        } catch (RefusedException e) {
            // as it should
        }
        SimulatedFolder target = random.nextBoolean() ? new SimulatedFolder() : source;
        try (StatementLog imported = StatementLog.open(target, ROOT)) {
            SignerInterchange parsed = SignerInterchange.parse(file);
            imported.merge(parsed.record(), parsed.floor());
        }
        place = Bytes.ofLong(random.nextLong());
        restart(target.crash(random));
    }

    private void startACopy() {
        tally.copies++;
        try {
            StatementLog.open(folder.kill(), ROOT).requireUsableAt(Bytes.ofLong(-7));
        } catch (RefusedException e) {
            return;
        }
        throw new IllegalStateException("a copy may be signed with");
    }

    private List<Statement> statements() {
        List<Statement> some = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            some.add(statement(1 + random.nextInt(VIEWS)));
        }
        return some;
    }

    private Statement statement(long view) {
        BlockCertificate parent = view == 1 ? ROOT : quorum(view - 1, random.nextInt(2));
        BlockRef block = new BlockRef(
                Keccak.hash(Bytes.of((int) view, 9, random.nextInt(2))), parent.block(), view, 0, view, 0, false);
        return switch (random.nextInt(4)) {
            case 0 -> new Statement.Vote(view, block, new Justification.ByQuorum(parent));
            case 1 -> new Statement.CommitVote(quorum(view, random.nextInt(2)));
            case 2 -> new Statement.Timeout(view, new Justification.ByQuorum(parent));
            default -> new Statement.Proposal(Kind.NORMAL_PROPOSAL, view, block, new Justification.ByQuorum(parent));
        };
    }

    private static QuorumCertificate quorum(long view, int block) {
        return new QuorumCertificate(
                0, view, Keccak.hash(Bytes.of((int) view, block)), Signers.of(List.of(0)), SIGNATURE);
    }
}
