package io.vigil.consensus;

import io.vigil.consensus.certificates.Aggregation;
import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.Certificate;
import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.certificates.CommitProof;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Tally;
import io.vigil.consensus.evidence.Accusation;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.pacing.ViewTimer;
import io.vigil.consensus.safety.SafetyRecord;
import io.vigil.consensus.statements.Ballot;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Justification;
import io.vigil.consensus.statements.Signed;
import io.vigil.consensus.statements.Statement;
import io.vigil.consensus.statements.Statement.CommitVote;
import io.vigil.consensus.statements.Statement.Proposal;
import io.vigil.consensus.statements.Statement.Timeout;
import io.vigil.types.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * CM1: decides what one validator (or observer) does next. Pure: no clock, thread, disk, network or randomness, so a recorded list of events
 * replays to the same effects on every machine. Rules are named as in docs/protocol.md.
 *
 * <p>Handlers only learn; what follows from what is known is decided by {@link Rules}, which are asked again after every event (A10).
 */
public final class Consensus {
    /** How often a returning quorum may shorten the back-off, so that a flapping peer cannot pin it (§2.8). */
    private static final long SHORTEN_EVERY_NANOS = 60_000_000_000L;

    private final Aggregation aggregation;
    private final ConsensusStart start;
    private final State state;
    private final Outbox out = new Outbox();
    private final Learner learner;
    private final Rules rules;

    public Consensus(ConsensusParameters parameters, Aggregation aggregation, ConsensusStart start) {
        this.aggregation = aggregation;
        this.start = start;
        this.state = new State(parameters, start);
        this.learner = new Learner(state, out);
        this.rules = new Rules(state, out, learner);
    }

    private Consensus(Consensus other) {
        this.aggregation = other.aggregation;
        this.start = other.start;
        this.state = new State(other.state);
        this.learner = new Learner(state, out);
        this.rules = new Rules(state, out, learner);
    }

    /** A core of its own that stands where this one stands: a search goes on from both. */
    public Consensus fork() {
        return new Consensus(this);
    }

    /** Equal for cores that differ in nothing but times and what hangs on times alone; two others are alike by accident once in 2^64. */
    public long fingerprint() {
        return Fingerprint.of(state);
    }

    /** Applies one event. Not thread-safe: exactly one loop owns a core. */
    public List<Effect> step(Event event) {
        // A monotonic clock may begin anywhere, below zero too.
        state.now = event instanceof Event.Started ? event.nowNanos() : Math.max(state.now, event.nowNanos());
        switch (event) { // no default: a new event must not compile until it is handled
            case Event.Started e -> wakeUp();
            case Event.ProposalReceived e -> onProposal(e.from(), e.proposal());
            case Event.VoteReceived e -> onVote(e.from(), e.ballot());
            case Event.CommitVoteReceived e -> onCommitVote(e.from(), e.vote());
            case Event.TimeoutReceived e -> onTimeout(e.from(), e.timeout());
            case Event.CertificateReceived e -> onCertificate(e.from(), e.certificate());
            case Event.StatusReceived e -> onStatus(e.from(), e.status());
            case Event.StatusAsked e -> out.add(new Effect.Send(e.from(), rules.status(e.nonce())));
            case Event.WakeReceived e -> onWake(e.wake());
            case Event.OtherEpochSeen e -> answerOtherEpoch(e.from(), e.epoch());
            case Event.EpochProven e -> onEpochProven(e);
            case Event.BlockAvailable e -> {
                state.tree.add(e.block(), state.now);
                state.witness.sawBlock(e.block()).forEach(this::accuse);
                state.formerWitness.sawBlock(e.block()).forEach(this::accuse);
            }
            case Event.BlockExecuted e -> onExecuted(e);
            case Event.Built e -> onBuilt(e.block());
            case Event.WorkChanged e -> onWork(e);
            case Event.HeadMoved e -> onHeadMoved(e.head(), e.proof());
            case Event.PeerConnected e -> onConnected(e.peer(), e.validatorKey());
            case Event.PeerDisconnected e -> onDisconnected(e.peer());
            case Event.TimerFired e -> state.timerAt = ViewTimer.NEVER;
            case Event.ConductChanged e -> state.maySpeakOfTime = e.maySpeakOfTime();
            case Event.LoadChanged e -> state.pressed = e.pressed();
            case Event.PlanSigned e -> state.fence(e.fence());
            case Event.PacingChanged e -> state.pace(e.parameters());
        }
        rules.apply();
        return out.take();
    }

    /** Where this core stands. */
    public ConsensusStatus status() {
        Tally votes = state.votes.getOrDefault(state.view, new Tally(state.set()));
        return new ConsensusStatus(
                state.epoch.epoch(),
                state.view,
                state.rotation.leader(state.view),
                state.byTimeout,
                state.failures,
                state.lock,
                state.tree.head(),
                state.idle,
                state.pressed,
                state.hasTimedOut(),
                state.timeouts.signers(),
                votes.signers(),
                state.deadline());
    }

    /** The epoch we are in: its root and members. */
    public EpochStart epoch() {
        return state.epoch;
    }

    /** Whether hearing of it would change nothing. */
    public boolean knows(Certificate certificate) {
        return certificate.epoch() != state.epoch.epoch() || learner.knows(certificate);
    }

    public long view() {
        return state.view;
    }

    /** The highest certificate of the epoch that we hold. */
    public BlockCertificate lock() {
        return state.lock;
    }

    /** What is durable once the effects of the last step are performed. */
    public SafetyRecord safety() {
        return state.safety;
    }

    /** How we came into the present view (S11): what a timeout of ours would carry. */
    public Optional<Justification> entry() {
        return state.entry();
    }

    // --- start (R1–R5, A3, A9) ---

    private void wakeUp() {
        state.tree = new BlockTree(start.head(), state.now);
        start.blocks().forEach(block -> state.tree.add(block, state.now));
        SafetyRecord safety = state.safety;
        if (safety.lock() instanceof QuorumCertificate quorum) {
            learner.learn(quorum);
        }
        start.certificates().forEach(learner::learn);
        // R3: what we said in a view proves how we came there; without it a crash leaves us below our own word.
        safety.lastVote().ifPresent(vote -> learner.learn(vote.grounds()));
        safety.lastTimeout().ifPresent(timeout -> learner.learn(timeout.entry()));
        safety.lastCommitVote().ifPresent(vote -> learner.learn(vote.quorum()));
        out.take(); // what the past taught is no news to anybody
        state.failures = 0; // R5
        state.enteredAt = state.now;
        state.busySince = state.now;
        if (state.isMember()) {
            repeatOwnWords();
        }
    }

    /** R4, A8, A9: our last words return to our own collectors, and to everybody who may have missed them. */
    private void repeatOwnWords() {
        for (Statement statement : state.safety.last().values()) {
            if (statement.epoch() == state.epoch.epoch() && isStillOfUse(statement)) {
                out.add(new Effect.Speak(statement));
                if (statement instanceof Proposal proposal) {
                    rules.keepProposal(proposal);
                }
            }
        }
        state.repeatAt = state.now + rules.repeatEvery();
    }

    private boolean isStillOfUse(Statement statement) {
        boolean current = statement.view() >= state.view;
        return switch (statement) {
            case Statement.Vote vote -> current && !state.beganAnew();
            case Timeout timeout -> current && learner.isOurs(timeout.entry().parent());
            case CommitVote vote -> current || state.tree.find(vote.block()).isPresent();
            case Proposal proposal -> // A8: without the bytes, silence
                current
                        && !state.beganAnew()
                        && state.tree.block(proposal.block().hash()).isPresent();
        };
    }

    // --- what others said ---

    private void onProposal(PeerId from, Signed<Proposal> signed) {
        Proposal proposal = signed.statement();
        if (isOfOtherEpoch(from, proposal.epoch())) {
            state.formerWitness.sawBlock(proposal.block()).forEach(this::accuse);
            state.formerWitness.sawProposal(signed).ifPresent(this::accuse);
            return;
        }
        state.witness.sawBlock(proposal.block()).forEach(this::accuse);
        state.witness.sawProposal(signed).ifPresent(this::accuse);
        if (proposal.grounds() instanceof Justification why) {
            if (!isSound(why)) {
                return;
            }
            learner.learn(why);
        }
        boolean timely = proposal.epoch() == state.epoch.epoch()
                && proposal.view() >= state.view
                && proposal.view() <= state.view + State.PROPOSALS_AHEAD;
        if (timely && signed.signer() == state.rotation.leader(proposal.view())) { // V5
            rules.keepProposal(proposal);
        }
    }

    private void onVote(PeerId from, Ballot ballot) {
        if (isOfOtherEpoch(from, ballot.epoch())) {
            state.formerWitness.saw(ballot).ifPresent(this::accuse);
            return;
        }
        state.witness.saw(ballot).ifPresent(this::accuse);
        long view = ballot.view();
        if (view < state.view - 2 || view > state.view + State.VOTES_AHEAD || state.quorums.containsKey(view)) {
            return;
        }
        Tally tally = state.votes.computeIfAbsent(view, v -> new Tally(state.set()));
        if (tally.add(ballot.signer(), ballot.block(), ballot.signature())) {
            tally.quorum(ballot.block(), aggregation).ifPresent(quorum -> {
                QuorumCertificate certificate = new QuorumCertificate(
                        ballot.epoch(), view, quorum.block(), quorum.signers(), quorum.signature());
                rules.assembled(certificate);
                learner.learn(certificate);
            });
        }
    }

    private void onCommitVote(PeerId from, Signed<CommitVote> signed) {
        CommitVote vote = signed.statement();
        if (isOfOtherEpoch(from, vote.epoch())) {
            state.formerWitness.saw(signed).ifPresent(this::accuse);
            return;
        }
        state.witness.saw(signed).ifPresent(this::accuse);
        learner.learn(vote.quorum());
        boolean known = !state.commitCertificates.isEmpty() && state.commitCertificates.lastKey() >= vote.view();
        if (known || vote.view() < state.view - State.KEPT_VIEWS) {
            return;
        }
        Tally tally = state.commitVotes.computeIfAbsent(vote.view(), v -> new Tally(state.set()));
        if (tally.add(signed.signer(), vote.block(), signed.signature())) {
            tally.quorum(vote.block(), aggregation)
                    .map(quorum -> new CommitCertificate(vote.quorum(), quorum.signers(), quorum.signature()))
                    .ifPresent(learner::learn);
        }
    }

    private void onTimeout(PeerId from, Signed<Timeout> signed) {
        Timeout timeout = signed.statement();
        if (isOfOtherEpoch(from, timeout.epoch())) {
            state.formerWitness.sawTimeout(signed).ifPresent(this::accuse);
            return;
        }
        if (!isSound(timeout.entry())) {
            return;
        }
        state.witness.sawTimeout(signed).ifPresent(this::accuse);
        learner.learn(timeout.entry());
        boolean finalAbove =
                !state.commitCertificates.isEmpty() && state.commitCertificates.lastKey() >= timeout.highView();
        if (timeout.view() < state.view || finalAbove) {
            answer(from); // heals a laggard in one hop (W6, A16)
        }
        if (timeout.view() != state.view) {
            return;
        }
        if (!state.timeouts.contains(signed.signer())) {
            noteTimeoutWhileIdle(signed);
        }
        state.timeouts.add(signed);
        state.timeouts
                .certificate(timeout.epoch(), timeout.view(), aggregation)
                .ifPresentOrElse(
                        certificate -> {
                            out.add(new Effect.Broadcast(new Message.Certified(certificate)));
                            learner.learn(certificate);
                        },
                        () -> joinTimeouts(signed.signer()));
    }

    /** A leader that never hears of work would be given up on, so the first sign of impatience is passed on to it (A11). */
    private void noteTimeoutWhileIdle(Signed<Timeout> signed) {
        boolean first = state.timeouts.signers().isEmpty();
        if (first && state.idle && state.isMember() && !state.leads(state.view)) {
            rules.leaderPeer().ifPresent(leader -> out.add(new Effect.Send(leader, new Message.GiveUp(signed))));
        }
        state.work = true;
    }

    /** Amplification, and no use waiting for a leader that gave up itself (W5). */
    private void joinTimeouts(int signer) {
        boolean many = state.timeouts.power() >= state.set().amplification();
        if (!state.hasTimedOut() && (many || signer == state.rotation.leader(state.view))) {
            rules.giveUp();
        }
    }

    private void onCertificate(PeerId from, Certificate certificate) {
        if (!isOfOtherEpoch(from, certificate.epoch())) {
            learner.learn(certificate);
        }
    }

    private void onStatus(PeerId from, Message.Status status) {
        if (isOfOtherEpoch(from, status.epoch())) {
            return;
        }
        status.certificates().forEach(learner::learn);
        long theirs = -1;
        for (Certificate certificate : status.certificates()) {
            if (certificate instanceof CommitCertificate commit) {
                theirs = Math.max(theirs, commit.view());
            }
        }
        boolean weKnowMore = !state.commitCertificates.isEmpty() && state.commitCertificates.lastKey() > theirs;
        if (status.view() < state.view
                || (weKnowMore && status.committedHeight() < state.tree.head().height())) {
            answer(from);
        }
    }

    private void onWake(Message.Wake wake) {
        boolean timely = wake.epoch() == state.epoch.epoch()
                && wake.view() >= state.view
                && wake.view() <= state.view + State.PROPOSALS_AHEAD;
        if (!timely || state.wokenView >= wake.view()) {
            return;
        }
        state.wokenView = wake.view();
        if (wake.view() != state.view) {
            return; // it overtook the certificate that opens its view
        }
        state.work = true;
        if (state.isMember() && !state.leads(state.view)) {
            rules.leaderPeer().ifPresent(leader -> out.add(new Effect.Send(leader, wake)));
        }
    }

    private void accuse(Accusation accusation) {
        out.add(new Effect.Accuse(accusation));
    }

    // --- epochs (A1, A5) ---

    private void onEpochProven(Event.EpochProven proven) {
        if (proven.next().epoch() == state.epoch.epoch() + 1 || replacesOurs(proven.next())) {
            learner.enterEpoch(proven.proof(), proven.next());
        }
    }

    /**
     * A later plan of the epoch before begins this epoch anew, as long as nothing in it was certified (G45c). Honest members see no such plan once
     * something was: its signers include one who would have had to vote under the earlier plan after the later.
     */
    private boolean replacesOurs(EpochStart next) {
        return next.epoch() == state.epoch.epoch()
                && state.epoch.plan() > 0
                && next.plan() > state.epoch.plan()
                && state.lock.equals(state.epoch.root())
                && state.tree.head().epoch() < state.epoch.epoch();
    }

    private boolean isOfOtherEpoch(PeerId from, long epoch) {
        if (epoch == state.epoch.epoch()) {
            return false;
        }
        answerOtherEpoch(from, epoch);
        return true;
    }

    /** Who is behind gets the proofs, never silence; who is ahead is told where we are and sends them (A5). */
    private void answerOtherEpoch(PeerId from, long epoch) {
        if (epoch == state.epoch.epoch() || !state.peers.mayAnswer(from, state.now)) {
            return;
        }
        List<EpochProof> proofs = new ArrayList<>();
        for (EpochProof proof : state.epochProofs) {
            if (proof.end().epoch() >= epoch) {
                proofs.add(proof);
            }
        }
        if (!proofs.isEmpty()) {
            out.add(new Effect.Send(from, new Message.Epochs(proofs)));
        }
        out.add(new Effect.Send(from, rules.status(0)));
    }

    /** Certificates inside a message speak of the message's own epoch, and a root is the true one (A1, S13). */
    private boolean isSound(Justification why) {
        return switch (why) {
            case Justification.ByQuorum(var parent) -> learner.isOurs(parent);
            case Justification.ByTimeout(var timeout, var parent) ->
                learner.isOurs(parent) && timeout.epoch() == state.epoch.epoch() && learner.isOurs(timeout.high());
        };
    }

    // --- blocks ---

    private void onExecuted(Event.BlockExecuted executed) {
        Optional<BlockTree.Entry> before = state.tree.find(executed.block());
        if (before.isEmpty() || before.get().standing() == BlockTree.Standing.VALID) {
            return;
        }
        long rest = executed.verdict() == Event.Verdict.NOT_YET
                ? BlockWants.retryNotYetNanos(state.parameters)
                : BlockWants.RETRY_FAILED_NANOS;
        state.tree.executed(executed.block(), executed.verdict(), state.now + rest);
        if (executed.verdict() == Event.Verdict.VALID || !before.get().isUnjudged()) {
            return;
        }
        BlockRef block = before.get().block();
        out.add(new Effect.Report(
                before.get().certified()
                        ? new Notice.CertifiedBlockFailed(block, executed.verdict())
                        : new Notice.ProposalRefused(block, state.view, executed.verdict())));
    }

    private void onBuilt(BlockRef block) {
        boolean ours = block.epoch() == state.epoch.epoch()
                && block.view() >= state.view
                && state.leads(block.view())
                && block.parent().equals(state.buildRequests.get(block.view()));
        if (!ours) {
            if (state.tree.block(block.hash()).isEmpty()) {
                out.add(new Effect.Forget(block.hash()));
            }
            return;
        }
        state.tree.add(block, state.now);
        state.tree.executed(block.hash(), Event.Verdict.VALID, state.now);
        List<BlockRef> built = state.built.computeIfAbsent(block.view(), view -> new ArrayList<>());
        if (!built.contains(block)) {
            built.add(block);
        }
    }

    private void onWork(Event.WorkChanged work) {
        if (!work.waits()) {
            state.blocksWithWork.remove(work.block());
        } else if (state.tree.block(work.block()).isPresent()) {
            state.blocksWithWork.add(work.block());
        }
    }

    private void onHeadMoved(BlockRef head, CommitProof proof) {
        if (head.height() > state.tree.head().height()) {
            rules.advanceHead(head);
        }
        switch (proof) {
            case CommitProof.ByCommitVotes(var certificate) -> learner.learn(certificate);
            case CommitProof.ByCertifiedChild(var first, var second) -> {
                learner.learn(first);
                learner.learn(second);
            }
        }
    }

    // --- peers (W4, W6) ---

    private void onConnected(PeerId peer, Bytes validatorKey) {
        if (state.peers.isConnected(peer)) {
            return;
        }
        state.peers.connected(peer, validatorKey);
        noteConnectedPower();
        out.add(new Effect.Send(peer, rules.status(0)));
        for (Statement statement : state.safety.last().values()) {
            if (state.isMember() && statement.epoch() == state.epoch.epoch() && isStillOfUse(statement)) {
                out.add(new Effect.Repeat(peer, statement));
            }
        }
    }

    private void onDisconnected(PeerId peer) {
        state.peers.disconnected(peer);
        noteConnectedPower();
    }

    /** A quorum that is back need not wait out the long views of its absence. */
    private void noteConnectedPower() {
        boolean quorum =
                state.peers.power(state.set(), state.selfKey()) >= state.set().quorum();
        boolean may = state.now - SHORTEN_EVERY_NANOS >= state.shortenedAt;
        if (quorum && !state.quorumConnected && may) {
            state.shortenedAt = state.now;
            state.failures = Math.min(state.failures, state.backOff.allowance());
        }
        state.quorumConnected = quorum;
    }

    private void answer(PeerId to) {
        if (state.peers.mayAnswer(to, state.now)) {
            out.add(new Effect.Send(to, rules.status(0)));
        }
    }
}
