package io.vigil.consensus.invariants;

import io.vigil.consensus.Consensus;
import io.vigil.consensus.Effect;
import io.vigil.consensus.Event;
import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.Certificate;
import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.certificates.CommitProof;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.TimeoutCertificate;
import io.vigil.consensus.evidence.Accusation;
import io.vigil.consensus.evidence.Witness;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.safety.SafetyRecord;
import io.vigil.consensus.statements.Ballot;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Justification;
import io.vigil.consensus.statements.Signed;
import io.vigil.consensus.statements.Statement;
import io.vigil.consensus.statements.Statement.CommitVote;
import io.vigil.consensus.statements.Statement.Kind;
import io.vigil.consensus.statements.Statement.Proposal;
import io.vigil.consensus.statements.Statement.Timeout;
import io.vigil.consensus.statements.Statement.Vote;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Watches all honest nodes of one run and throws as soon as one of S1–S16 or L5 is broken. {@link #observe} sees every step, {@link #spoke} every
 * signature that leaves a node.
 */
public final class Invariants {
    /** Views between the first and the last word of a contradiction that S16 looks for. */
    private static final int WITNESSED_VIEWS = 256;

    private record ViewKey(long epoch, long view) {}

    private record SpokenKey(int node, Kind kind, long epoch, long view) {}

    /** What one node did so far, over all its restarts. */
    private static final class History {
        Position signed = new Position(0, 0);
        Position view = new Position(0, 0);
        Position lock = new Position(0, 0);
        Position lockDue = new Position(0, 0);
        Position timeout = new Position(-1, 0);
    }

    private record Position(long epoch, long view) {
        boolean isBelow(Position other) {
            return SafetyRecord.compare(epoch, view, other.epoch, other.view) < 0;
        }

        Position max(Position other) {
            return isBelow(other) ? other : this;
        }
    }

    private final Map<Long, Hash> committed = new HashMap<>();
    private final Map<Integer, BlockRef> heads = new HashMap<>();
    private final Map<ViewKey, Hash> certified = new HashMap<>();
    private final Map<SpokenKey, Statement> spoken = new HashMap<>();
    private final Map<Long, Witness> witnesses = new HashMap<>();
    private final Map<Integer, History> histories = new HashMap<>();
    private final Map<Long, TreeMap<Long, Long>> lowestReportByTimeoutView = new HashMap<>();
    private final Map<Long, TreeMap<Long, Hash>> commitsByView = new HashMap<>();

    /** Checks one step of an honest node. {@code core} stands as the step left it. */
    public void observe(int node, Event event, List<Effect> effects, Consensus core) {
        History history = histories.computeIfAbsent(node, n -> new History());
        if (event instanceof Event.Started) {
            heads.remove(node); // what was not durable never happened
        }
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.Speak e -> {} // counts once it is durable and leaves
                case Effect.Commit(BlockRef block, CommitProof proof) -> onCommit(node, block, proof);
                case Effect.Keep(Certificate certificate) -> onCertificate(certificate);
                case Effect.Broadcast(Message message) -> onMessage(message);
                case Effect.Send(var to, Message message) -> onMessage(message);
                case Effect.Repeat e -> {}
                case Effect.WakeLeader e -> {}
                case Effect.StartTimer e -> {}
                case Effect.Build e -> {}
                case Effect.Execute e -> {}
                case Effect.Fetch e -> {}
                case Effect.Forget e -> {}
                case Effect.ProveEpoch e -> {}
                case Effect.EnterEpoch e -> {}
                case Effect.Accuse e -> {} // whom it may hit is for the caller to say: see accused
                case Effect.Report e -> {}
            }
        }
        if (event instanceof Event.HeadMoved moved) {
            heads.merge(node, moved.head(), (old, late) -> late.height() > old.height() ? late : old);
        }
        boolean committed = effects.stream().anyMatch(Effect.Commit.class::isInstance);
        require(
                !committed || core.status().failures() == 0,
                "L5",
                node,
                "long views after a commit",
                event,
                core.view());
        checkPosition(node, history, core, event instanceof Event.Started);
    }

    /** A node lost its signer record: it need not stand where it stood, but what it said it may never contradict (R6). */
    public void recordLost(int node) {
        History history = histories.computeIfAbsent(node, n -> new History());
        history.signed = new Position(0, 0);
        history.lockDue = new Position(0, 0);
    }

    /**
     * S15: the same event a second time. Telling a laggard where we stand is no effect on the protocol, and is rate-limited; what is forgotten
     * twice is gone once.
     */
    public void checkRepeated(int node, Event event, List<Effect> effects) {
        if (event instanceof Event.StatusAsked || event instanceof Event.Started) {
            return; // a question deserves an answer each time; a core starts once
        }
        for (Effect effect : effects) {
            boolean harmless = effect instanceof Effect.StartTimer
                    || effect instanceof Effect.Forget
                    || (effect instanceof Effect.Send(var to, Message message) && message instanceof Message.Status);
            require(harmless, "S15", node, "a repeated event had an effect", event, effect);
        }
    }

    /** A signature leaves: S3, S5, S6, S9, and by what is on disk at this moment S8 and S14. */
    public void spoke(int node, Statement statement, SafetyRecord durable, boolean bodiesAreDurable) {
        boolean logged = durable.last(statement.kind())
                .filter(last ->
                        SafetyRecord.compare(last.epoch(), last.view(), statement.epoch(), statement.view()) >= 0)
                .isPresent(); // a later statement of the same step may stand there
        require(logged, "S8", node, "sent before it was durable", statement, durable);
        if (statement instanceof Vote || statement instanceof Proposal) {
            require(bodiesAreDurable, "S14", node, "sent before its blocks were durable", statement, durable);
        }
        onSpoken(node, histories.computeIfAbsent(node, n -> new History()), statement);
    }

    /** S16: a core accused a member. */
    public void accused(int node, Accusation accusation, boolean honest) {
        require(!honest, "S16", node, "accuses an honest validator", accusation.offence(), accusation);
    }

    /** S16 seen from outside: all that honest nodes ever said, whoever heard it. */
    private void checkAgainstItself(int node, Statement statement) {
        Witness witness = witnesses.computeIfAbsent(
                statement.epoch(), epoch -> new Witness(epoch, WITNESSED_VIEWS, Integer.MAX_VALUE));
        witness.moveTo(statement.view());
        Optional<Accusation> found = switch (statement) {
            case Vote vote -> {
                witness.sawBlock(vote.block()).forEach(accusation -> accused(node, accusation, true));
                yield witness.saw(
                        new Ballot(vote.epoch(), vote.view(), vote.block().hash(), node, Bytes.EMPTY));
            }
            case CommitVote vote -> witness.saw(new Signed<>(vote, node, Bytes.EMPTY));
            case Timeout timeout -> witness.sawTimeout(new Signed<>(timeout, node, Bytes.EMPTY));
            case Proposal proposal -> {
                witness.sawBlock(proposal.block()).forEach(accusation -> accused(node, accusation, true));
                yield witness.sawProposal(new Signed<>(proposal, node, Bytes.EMPTY));
            }
        };
        found.ifPresent(accusation -> accused(node, accusation, true));
    }

    private void onSpoken(int node, History history, Statement statement) {
        Position at = new Position(statement.epoch(), statement.view());
        Statement earlier = spoken.putIfAbsent(new SpokenKey(node, statement.kind(), at.epoch(), at.view()), statement);
        require(earlier == null || earlier.equals(statement), "S3", node, "said two things", earlier, statement);
        if (earlier != null) {
            return; // sent again
        }
        checkAgainstItself(node, statement);
        switch (statement) {
            case Vote vote -> {
                require(history.timeout.isBelow(at), "S5", node, "vote after timeout", history.timeout, vote);
                require(vote.grounds().permits(vote.block(), vote.view()), "S9", node, "unfit grounds", vote, at);
                history.lockDue = history.lockDue.max(position(vote.grounds().parent()));
            }
            case CommitVote vote -> {
                require(history.timeout.isBelow(at), "S5", node, "commit vote after timeout", history.timeout, vote);
                history.lockDue = history.lockDue.max(at);
                onCertificate(vote.quorum());
            }
            case Timeout timeout -> {
                Position high = position(timeout.entry().parent());
                require(!high.isBelow(history.lockDue), "S6", node, "reports too low", history.lockDue, timeout);
                history.timeout = history.timeout.max(at);
                history.lockDue = history.lockDue.max(high);
                onJustification(timeout.entry());
            }
            case Proposal proposal -> {
                checkSuccession(node, proposal);
                if (proposal.grounds() instanceof Justification why) {
                    onJustification(why);
                }
            }
        }
        if (statement.kind() != Kind.OPTIMISTIC_PROPOSAL) {
            history.signed = history.signed.max(at);
        }
    }

    /** E5 seen from inside: at most two proposals in a view, the first optimistic, on different parents. */
    private void checkSuccession(int node, Proposal proposal) {
        for (Kind kind : Kind.values()) {
            Statement other = spoken.get(new SpokenKey(node, kind, proposal.epoch(), proposal.view()));
            if (other instanceof Proposal earlier && kind != proposal.kind()) {
                boolean legal = earlier.kind() == Kind.OPTIMISTIC_PROPOSAL
                        && !earlier.block().parent().equals(proposal.block().parent());
                require(legal, "S3", node, "two proposals", earlier, proposal);
            }
        }
    }

    private void onCommit(int node, BlockRef block, CommitProof proof) {
        Hash other = committed.putIfAbsent(block.height(), block.hash());
        require(other == null || other.equals(block.hash()), "S1", node, "two blocks at one height", other, block);
        BlockRef head = heads.put(node, block);
        boolean linked = head == null || (block.parent().equals(head.hash()) && block.height() == head.height() + 1);
        require(linked, "S1", node, "not a child of the head", head == null ? "none" : head, block);
        switch (proof) {
            case CommitProof.ByCommitVotes(CommitCertificate certificate) -> onCertificate(certificate);
            case CommitProof.ByCertifiedChild(QuorumCertificate first, QuorumCertificate second) -> {
                onCertificate(first);
                onCertificate(second);
            }
        }
    }

    private void onMessage(Message message) {
        switch (message) {
            case Message.Certified(Certificate certificate) -> onCertificate(certificate);
            case Message.Status status -> {
                for (Certificate certificate : status.certificates()) {
                    require(certificate.epoch() == status.epoch(), "S13", -1, "foreign epoch", certificate, status);
                    onCertificate(certificate);
                }
            }
            case Message.Propose e -> {}
            case Message.CastVote e -> {}
            case Message.CastCommitVote e -> {}
            case Message.GiveUp e -> {}
            case Message.AskStatus e -> {}
            case Message.Wake e -> {}
            case Message.Epochs e -> {}
            case Message.Accuse e -> {}
        }
    }

    private void onJustification(Justification why) {
        if (why.parent() instanceof QuorumCertificate quorum) {
            onCertificate(quorum);
        }
        if (why instanceof Justification.ByTimeout byTimeout) {
            require(byTimeout.timeout().epoch() == why.parent().epoch(), "S13", -1, "foreign epoch", why, why);
            onCertificate(byTimeout.timeout());
        }
    }

    private void onCertificate(Certificate certificate) {
        switch (certificate) {
            case QuorumCertificate quorum -> {
                Hash other = certified.putIfAbsent(new ViewKey(quorum.epoch(), quorum.view()), quorum.block());
                require(
                        other == null || other.equals(quorum.block()),
                        "S2",
                        -1,
                        "two certified blocks in one view",
                        other == null ? "none" : other,
                        quorum);
            }
            case CommitCertificate commit -> {
                onCertificate(commit.quorum());
                commitsByView
                        .computeIfAbsent(commit.epoch(), e -> new TreeMap<>())
                        .put(commit.view(), commit.block());
                lowestReportByTimeoutView
                        .getOrDefault(commit.epoch(), new TreeMap<>())
                        .tailMap(commit.view(), true)
                        .forEach((view, report) ->
                                require(report >= commit.view(), "S10", -1, "timeouts deny a commit", view, commit));
            }
            case TimeoutCertificate timeout -> {
                lowestReportByTimeoutView
                        .computeIfAbsent(timeout.epoch(), e -> new TreeMap<>())
                        .merge(timeout.view(), timeout.highestReported(), Math::min);
                Map.Entry<Long, Hash> commit = commitsByView
                        .getOrDefault(timeout.epoch(), new TreeMap<>())
                        .floorEntry(timeout.view());
                require(
                        commit == null || timeout.highestReported() >= commit.getKey(),
                        "S10",
                        -1,
                        "timeouts deny a commit",
                        commit == null ? "none" : commit,
                        timeout);
                if (timeout.high() instanceof QuorumCertificate quorum) {
                    require(quorum.epoch() == timeout.epoch(), "S13", -1, "foreign epoch", quorum, timeout);
                    onCertificate(quorum);
                }
            }
        }
    }

    private void checkPosition(int node, History history, Consensus core, boolean restarted) {
        Position view = new Position(core.epoch().epoch(), core.view());
        Position lock = position(core.lock());
        if (restarted) {
            history.view = new Position(0, 0);
            history.lock = new Position(0, 0);
        }
        require(
                !lock.isBelow(history.lock) && !lock.isBelow(history.lockDue),
                "S4",
                node,
                "lock fell",
                lock,
                history.lockDue);
        require(!view.isBelow(history.view), "S7", node, "view fell", history.view, view);
        require(!view.isBelow(history.signed), "S7", node, "below its own word", history.signed, view);
        require(core.entry().isPresent(), "S11", node, "cannot prove its entry", view, lock);
        require(core.entry().get().opens(core.view()), "S12", node, "entry does not open the view", view, lock);
        history.view = view;
        history.lock = lock;
    }

    private static Position position(BlockCertificate certificate) {
        return new Position(certificate.epoch(), certificate.view());
    }

    private static void require(
            boolean condition, String rule, int node, String what, @Nullable Object one, Object other) {
        if (!condition) {
            throw new IllegalStateException(rule + " at node " + node + ": " + what + ": " + one + " / " + other);
        }
    }
}
