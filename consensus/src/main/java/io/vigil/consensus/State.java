package io.vigil.consensus;

import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.certificates.CommitProof;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Tally;
import io.vigil.consensus.certificates.TimeoutCertificate;
import io.vigil.consensus.evidence.Witness;
import io.vigil.consensus.pacing.BackOff;
import io.vigil.consensus.pacing.ViewTimer;
import io.vigil.consensus.safety.PlanFence;
import io.vigil.consensus.safety.SafetyRecord;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Justification;
import io.vigil.consensus.statements.Statement.Kind;
import io.vigil.consensus.statements.Statement.Proposal;
import io.vigil.consensus.statements.TimeoutTally;
import io.vigil.consensus.validators.LeaderRotation;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** All that one core remembers (§2.3), and plain questions about it. Owned by {@link Consensus}; the rules stand in the classes beside it. */
final class State {
    /** Views behind the present one whose certificates, commit votes and blocks are kept (A10). */
    static final int KEPT_VIEWS = 64;

    /** Views behind the present one in which a contradiction is noticed: some 700 bytes per view and validator. */
    static final int KEPT_WITNESS_VIEWS = 32;

    /** Views ahead whose votes are counted; a node further behind is moved by certificates. */
    static final int VOTES_AHEAD = 16;

    /** Views ahead whose optimistic proposals are kept. */
    static final int PROPOSALS_AHEAD = 2;

    /** Distinct proposals of a view that are kept: enough to vote for one and to accuse with both. */
    static final int PROPOSALS_PER_VIEW = 2;

    /** Proofs of finality that wait for their blocks. The highest says all; lower ones only let a part commit earlier. */
    static final int PENDING_COMMITS = 4;

    /** Epoch proofs at hand for those who are behind; older ones come from the store. */
    static final int KEPT_EPOCH_PROOFS = 100;

    /** A leader's block as it came. */
    record Received(Proposal proposal, long seenAt) {}

    /** (epoch, view), ordered lexicographically (A3). */
    record ViewId(long epoch, long view) implements Comparable<ViewId> {
        @Override
        public int compareTo(ViewId other) {
            return SafetyRecord.compare(epoch, view, other.epoch, other.view);
        }
    }

    ConsensusParameters parameters;
    private final List<Bytes> selfKeys;

    /** Index of this node in the present set, -1 for an observer. */
    int self;

    EpochStart epoch;
    LeaderRotation rotation;
    BackOff backOff;
    final List<EpochProof> epochProofs;

    Witness witness;

    /** Of the epoch before: what its members said in it still counts against them (G56). */
    Witness formerWitness;

    SafetyRecord safety;
    BlockTree tree;
    final Peers peers;

    long now;
    boolean maySpeakOfTime = true;
    boolean pressed;

    BlockCertificate lock;
    final TreeMap<Long, QuorumCertificate> quorums;
    final TreeMap<Long, TimeoutCertificate> timeoutCertificates;
    final TreeMap<Long, CommitCertificate> commitCertificates;
    final TreeMap<ViewId, CommitProof> pendingCommits;

    /** Up to here certificates speak of blocks that are committed. */
    ViewId finalUpTo;

    final TreeMap<Long, Tally> votes;
    final TreeMap<Long, Tally> commitVotes;
    TimeoutTally timeouts;

    long view;
    long enteredAt;
    boolean byTimeout;
    boolean idle = true;
    long busySince;
    boolean work;
    long wokenView;
    boolean wakeSent;
    int repeats;
    long repeatAt;
    int failures;
    final TreeMap<Long, List<Received>> proposals;
    final TreeMap<Long, Hash> buildRequests;
    final TreeMap<Long, List<BlockRef>> built;

    final TreeSet<Hash> blocksWithWork;
    final TreeMap<Hash, Long> fetchedAt;
    boolean lockWasCommitted = true;
    long statusAt = ViewTimer.NEVER;
    long shortenedAt = -Long.MAX_VALUE / 2;
    boolean quorumConnected;
    long timerAt = ViewTimer.NEVER;

    State(ConsensusParameters parameters, ConsensusStart start) {
        this.parameters = parameters;
        this.quorums = new TreeMap<>();
        this.timeoutCertificates = new TreeMap<>();
        this.commitCertificates = new TreeMap<>();
        this.pendingCommits = new TreeMap<>();
        this.votes = new TreeMap<>();
        this.commitVotes = new TreeMap<>();
        this.proposals = new TreeMap<>();
        this.buildRequests = new TreeMap<>();
        this.built = new TreeMap<>();
        this.blocksWithWork = new TreeSet<>();
        this.fetchedAt = new TreeMap<>();
        this.selfKeys = start.selfKeys();
        this.epochProofs = new ArrayList<>(start.epochProofs());
        this.safety = start.safety();
        this.tree = new BlockTree(start.head(), 0);
        this.peers = new Peers();
        this.epoch = start.epoch();
        this.rotation = new LeaderRotation(epoch.epoch(), epoch.set());
        this.backOff = backOffOf(epoch.set());
        this.self = ownIndex(epoch.set());
        this.lock = epoch.root();
        this.timeouts = new TimeoutTally(epoch.set());
        this.witness = new Witness(epoch.epoch(), KEPT_WITNESS_VIEWS, VOTES_AHEAD);
        this.formerWitness = new Witness(epoch.epoch() - 1, KEPT_WITNESS_VIEWS, VOTES_AHEAD);
        this.view = epoch.firstView();
        this.finalUpTo = new ViewId(start.head().epoch(), start.head().view());
    }

    /** A copy that shares nothing that changes. */
    State(State other) {
        parameters = other.parameters;
        selfKeys = other.selfKeys;
        self = other.self;
        epoch = other.epoch;
        rotation = other.rotation.copy();
        backOff = other.backOff;
        epochProofs = new ArrayList<>(other.epochProofs);
        witness = other.witness.copy();
        formerWitness = other.formerWitness.copy();
        safety = other.safety;
        tree = other.tree.copy();
        peers = other.peers.copy();
        now = other.now;
        maySpeakOfTime = other.maySpeakOfTime;
        pressed = other.pressed;
        lock = other.lock;
        quorums = new TreeMap<>(other.quorums);
        timeoutCertificates = new TreeMap<>(other.timeoutCertificates);
        commitCertificates = new TreeMap<>(other.commitCertificates);
        pendingCommits = new TreeMap<>(other.pendingCommits);
        finalUpTo = other.finalUpTo;
        votes = new TreeMap<>();
        other.votes.forEach((at, tally) -> votes.put(at, tally.copy()));
        commitVotes = new TreeMap<>();
        other.commitVotes.forEach((at, tally) -> commitVotes.put(at, tally.copy()));
        timeouts = other.timeouts.copy();
        view = other.view;
        enteredAt = other.enteredAt;
        byTimeout = other.byTimeout;
        idle = other.idle;
        busySince = other.busySince;
        work = other.work;
        wokenView = other.wokenView;
        wakeSent = other.wakeSent;
        repeats = other.repeats;
        repeatAt = other.repeatAt;
        failures = other.failures;
        proposals = new TreeMap<>();
        other.proposals.forEach((at, received) -> proposals.put(at, new ArrayList<>(received)));
        buildRequests = new TreeMap<>(other.buildRequests);
        built = new TreeMap<>();
        other.built.forEach((at, blocks) -> built.put(at, new ArrayList<>(blocks)));
        blocksWithWork = new TreeSet<>(other.blocksWithWork);
        fetchedAt = new TreeMap<>(other.fetchedAt);
        lockWasCommitted = other.lockWasCommitted;
        statusAt = other.statusAt;
        shortenedAt = other.shortenedAt;
        quorumConnected = other.quorumConnected;
        timerAt = other.timerAt;
    }

    private BackOff backOffOf(ValidatorSet set) {
        return BackOff.of(
                parameters.delta(),
                parameters.build(),
                parameters.execution(),
                parameters.timeoutCap(),
                set.faultsByCount());
    }

    /** The present view goes on by the new times as well. */
    void pace(ConsensusParameters changed) {
        parameters = changed;
        backOff = backOffOf(set());
    }

    /** What the record forbids from now on. */
    void fence(PlanFence fence) {
        if (!fence.isNone()) {
            safety = safety.after(fence);
        }
    }

    /** Begins an epoch: nothing of the one before remains but blocks, peers and proofs of finality (A1). */
    void enterEpoch(EpochStart next) {
        if (next.epoch() > epoch.epoch()) {
            formerWitness = witness;
        }
        epoch = next;
        rotation = new LeaderRotation(next.epoch(), next.set());
        backOff = backOffOf(next.set());
        self = ownIndex(next.set());
        lock = next.root();
        quorums.clear();
        timeoutCertificates.clear();
        commitCertificates.clear();
        votes.clear();
        commitVotes.clear();
        witness = new Witness(next.epoch(), KEPT_WITNESS_VIEWS, VOTES_AHEAD);
        proposals.clear();
        buildRequests.clear();
        built.clear();
    }

    private int ownIndex(ValidatorSet set) {
        for (Bytes key : selfKeys) {
            if (set.indexOf(key).isPresent()) {
                return set.indexOf(key).getAsInt();
            }
        }
        return -1;
    }

    ValidatorSet set() {
        return epoch.set();
    }

    /** Our key in the present set; empty for an observer. */
    Bytes selfKey() {
        return isMember() ? set().member(self).blsKey() : Bytes.EMPTY;
    }

    boolean isMember() {
        return self >= 0;
    }

    /**
     * Whether a plan that we since replaced began this epoch (G45c): then we follow and say nothing, until a commit certificate shows that the later
     * plan will have no quorum.
     */
    boolean isMuted() {
        return safety.fence().hasReplaced(epoch.epoch(), epoch.plan())
                && commitCertificates.isEmpty()
                && tree.head().epoch() < epoch.epoch();
    }

    /**
     * Whether a second or later plan began this epoch (G45c). What was voted for or proposed in it may have been under an earlier one, on another root
     * or among other members; said again it would be signed for these, even after a timeout of its view (V3), so it is not. Views fail without it, at
     * worst: timeouts are repeated.
     */
    boolean beganAnew() {
        return epoch.plan() > 1;
    }

    boolean leads(long inView) {
        return isMember() && rotation.leader(inView) == self;
    }

    /** How we came into the present view, with the highest certificate we hold (V4a, V4b, S11). */
    Optional<Justification> entry() {
        if (lock.view() == view - 1) {
            return Optional.of(new Justification.ByQuorum(lock));
        }
        return Optional.ofNullable(timeoutCertificates.get(view - 1))
                .map(timeout -> new Justification.ByTimeout(timeout, lock));
    }

    boolean hasTimedOut() {
        return safety.lastTimeout()
                .filter(timeout -> timeout.epoch() == epoch.epoch() && timeout.view() == view)
                .isPresent();
    }

    boolean hasVoted() {
        return safety.lastVote()
                .filter(vote -> vote.epoch() == epoch.epoch() && vote.view() == view)
                .isPresent();
    }

    /** Our own proposal of {@code kind} in a view of this epoch. */
    Optional<Proposal> ownProposal(Kind kind, long inView) {
        return safety.last(kind)
                .map(Proposal.class::cast)
                .filter(proposal -> proposal.epoch() == epoch.epoch() && proposal.view() == inView);
    }

    List<Received> proposalsOf(long inView) {
        return proposals.getOrDefault(inView, List.of());
    }

    /** Whether our lock names a block that is not final here yet. */
    boolean isLockAhead() {
        return new ViewId(lock.epoch(), lock.view()).compareTo(finalUpTo) > 0;
    }

    boolean isLockCommitted() {
        return lock.block().equals(tree.head().hash());
    }

    long durationNanos() {
        return backOff.nanos(failures);
    }

    long deltaNanos() {
        return parameters.delta().toNanos();
    }

    /** When the present view first saw a block of its leader. */
    long proposalAt() {
        long first = ViewTimer.NEVER;
        for (Received received : proposalsOf(view)) {
            first = Math.min(first, Math.max(enteredAt, received.seenAt()));
        }
        return first;
    }

    /** The inputs of A11 as they stand. */
    ViewTimer timer() {
        long seen = tree.seenAt(lock.block(), enteredAt);
        long pace = Math.max(enteredAt, seen + parameters.targetBlockTime().toNanos());
        return new ViewTimer(enteredAt, byTimeout, byTimeout ? enteredAt : pace, work, idle, busySince, proposalAt());
    }

    /** When we give up on the present view. */
    long deadline() {
        long interval = parameters.emptyBlockInterval().toNanos();
        long deadline = timer().deadline(deltaNanos(), interval, durationNanos());
        return mayGiveUpEarly() ? Math.min(deadline, enteredAt + earlyNanos()) : deadline;
    }

    /** A17: a view opened by a timeout certificate whose leader sends nothing that can be voted for is not worth its whole length. */
    private boolean mayGiveUpEarly() {
        if (!byTimeout || hasVoted()) {
            return false;
        }
        for (Received received : proposalsOf(view)) {
            if (received.proposal().kind() != Kind.OPTIMISTIC_PROPOSAL) {
                return false;
            }
        }
        return true;
    }

    /** 2Δ + build, stretched as the view itself is, so that a network slower than Δ gets its time too. */
    private long earlyNanos() {
        long nanos = 2 * deltaNanos() + parameters.build().toNanos();
        return Math.min(nanos * (durationNanos() / 1_000) / Math.max(1, backOff.baseNanos() / 1_000), durationNanos());
    }

    /** Forgets what the present view no longer needs. */
    void dropOldViews() {
        witness.moveTo(view);
        votes.headMap(view - 2).clear();
        proposals.headMap(view).clear();
        buildRequests.headMap(view).clear();
        built.headMap(view).clear();
        quorums.headMap(Math.min(view - KEPT_VIEWS, lock.view())).clear();
        commitVotes.headMap(view - KEPT_VIEWS).clear();
        timeoutCertificates.headMap(view - 1).clear();
        while (commitCertificates.size() > 1) {
            commitCertificates.pollFirstEntry();
        }
    }
}
