package io.vigil.consensus;

import io.vigil.consensus.Effect.Broadcast;
import io.vigil.consensus.Effect.Speak;
import io.vigil.consensus.certificates.Certificate;
import io.vigil.consensus.certificates.CommitProof;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.pacing.ViewTimer;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Grounds;
import io.vigil.consensus.statements.Justification;
import io.vigil.consensus.statements.Statement;
import io.vigil.consensus.statements.Statement.CommitVote;
import io.vigil.consensus.statements.Statement.Kind;
import io.vigil.consensus.statements.Statement.Proposal;
import io.vigil.consensus.statements.Statement.Timeout;
import io.vigil.consensus.statements.Statement.Vote;
import io.vigil.types.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a validator does, given all it knows: predicates that are asked after every event until nothing changes (A10). Each acts at most once for
 * the same facts, since acting changes the safety record or the tree.
 */
final class Rules {
    /** Retransmissions of a timeout; every third comes with a status (§2.8). */
    private static final int STATUS_EVERY_REPEATS = 3;

    /** A leader on a busy machine waits for a block's commit votes for this part of Δ at most: views leave room for three Δ. */
    private static final int PARTS_OF_DELTA = 5;

    private static final long LONGEST_REPEAT_NANOS = 1_000_000_000L;

    private final State state;
    private final Outbox out;
    private final Learner learner;
    private final BlockWants wants;
    private final List<QuorumCertificate> assembled = new ArrayList<>();

    Rules(State state, Outbox out, Learner learner) {
        this.state = state;
        this.out = out;
        this.learner = learner;
        this.wants = new BlockWants(state, out);
    }

    /** Asks every rule until none has anything to add. */
    void apply() {
        boolean changed = true;
        while (changed) {
            noteActivity();
            changed = commit() | castCommitVotes() | castVote() | propose() | proposeAhead() | giveUpWhenDue();
        }
        wants.ask();
        shareAssembled();
        wakeLeader();
        shareUncommitted();
        setTimer();
    }

    /** A quorum certificate that we made ourselves: others get it in our commit vote, or on its own if we cannot cast one (§2.4). */
    void assembled(QuorumCertificate quorum) {
        assembled.add(quorum);
    }

    void keepProposal(Proposal proposal) {
        List<State.Received> known = state.proposals.computeIfAbsent(proposal.view(), view -> new ArrayList<>());
        for (State.Received received : known) {
            if (received.proposal().equals(proposal)) {
                return;
            }
        }
        if (known.size() < State.PROPOSALS_PER_VIEW) {
            known.add(new State.Received(proposal, state.now));
            state.tree.add(proposal.block(), state.now);
        }
    }

    Message.Status status(long nonce) {
        List<Certificate> certificates = new ArrayList<>();
        if (state.lock instanceof QuorumCertificate quorum) {
            certificates.add(quorum);
        }
        certificates.addAll(state.timeoutCertificates.values());
        if (!state.commitCertificates.isEmpty()) {
            certificates.add(state.commitCertificates.lastEntry().getValue());
        }
        return new Message.Status(
                nonce, state.epoch.epoch(), state.view, state.tree.head().height(), certificates);
    }

    // --- commit (§2.7, A4, A12) ---

    private boolean commit() {
        noteCertifiedChild();
        boolean changed = false;
        for (CommitProof proof :
                List.copyOf(state.pendingCommits.descendingMap().values())) {
            changed |= commitTowards(proof);
        }
        return changed;
    }

    /** Rule B. A proposal made again is never the child (A4): its header's view is not the view of its certificate. */
    private void noteCertifiedChild() {
        for (QuorumCertificate second : state.quorums.descendingMap().values()) {
            QuorumCertificate first = state.quorums.get(second.view() - 1);
            Optional<BlockRef> child = state.tree.block(second.block());
            if (first == null
                    || child.isEmpty()
                    || child.get().view() != second.view()
                    || !child.get().parent().equals(first.block())) {
                continue;
            }
            if (child.get().height() - 1 > state.tree.head().height()) {
                learner.noteFinal(new CommitProof.ByCertifiedChild(first, second), first.view());
            }
            return;
        }
    }

    private boolean commitTowards(CommitProof proof) {
        if (!(state.tree.pathTo(proof.block()) instanceof BlockTree.Path.Complete(List<BlockRef> path))) {
            return false;
        }
        boolean changed = false;
        for (BlockRef block : path) {
            if (!state.tree.isExecuted(block.hash())) {
                break;
            }
            out.add(new Effect.Commit(block, proof));
            advanceHead(block);
            if (block.lastOfEpoch()
                    && block.hash().equals(proof.block())
                    && proof instanceof CommitProof.ByCommitVotes(var certificate)
                    && certificate.epoch() == state.epoch.epoch()) {
                out.add(new Effect.ProveEpoch(certificate));
            }
            changed = true;
        }
        return changed;
    }

    /** The head moves, by our own commit or by the runner's. */
    void advanceHead(BlockRef block) {
        State.ViewId id = new State.ViewId(block.epoch(), block.view());
        state.finalUpTo = id.compareTo(state.finalUpTo) > 0 ? id : state.finalUpTo;
        state.pendingCommits.values().removeIf(proof -> proof.block().equals(block.hash()));
        state.pendingCommits.headMap(state.finalUpTo, true).clear();
        state.blocksWithWork.remove(state.tree.head().hash());
        for (Hash gone : state.tree.commit(block, state.now)) {
            out.add(new Effect.Forget(gone));
            state.blocksWithWork.remove(gone);
        }
        state.failures = 0;
        state.lockWasCommitted = true; // A12(c) counts from the last progress
    }

    private boolean isCommitted(Hash block) {
        return block.equals(state.tree.head().hash());
    }

    // --- commit votes (C1–C3, A10) ---

    private boolean castCommitVotes() {
        if (!state.isMember()) {
            return false;
        }
        boolean changed = false;
        long from = state.safety
                .lastCommitVote()
                .filter(last -> last.epoch() == state.epoch.epoch())
                .map(CommitVote::view)
                .orElse(-1L);
        for (QuorumCertificate quorum :
                List.copyOf(state.quorums.tailMap(from, false).values())) {
            CommitVote vote = new CommitVote(quorum);
            boolean executed = state.tree.find(quorum.block()).isPresent() && state.tree.isExecuted(quorum.block());
            if (executed && mayNewlySay(vote)) {
                speak(vote);
                assembled.removeIf(own -> own.view() == quorum.view());
                changed = true;
            }
        }
        return changed;
    }

    // --- votes (V1–V3, V4a, V4b, V4r, V5) ---

    private boolean castVote() {
        if (!state.isMember() || !state.maySpeakOfTime || state.hasVoted() || state.hasTimedOut()) {
            return false;
        }
        for (State.Received received : state.proposalsOf(state.view)) {
            Proposal proposal = received.proposal();
            Optional<Justification> why = grounds(proposal);
            if (why.isPresent() && why.get().permits(proposal.block(), state.view) && isAdmissible(proposal.block())) {
                Vote vote = new Vote(state.view, proposal.block(), why.get());
                if (mayNewlySay(vote)) {
                    speak(vote);
                    return true;
                }
            }
        }
        return false;
    }

    /** An optimistic proposal gains its grounds when its parent is certified. */
    private Optional<Justification> grounds(Proposal proposal) {
        return switch (proposal.grounds()) {
            case Justification why -> Optional.of(why);
            case Grounds.Optimistic none ->
                state.lock.view() == state.view - 1
                        ? Optional.of(new Justification.ByQuorum(state.lock))
                        : Optional.empty();
        };
    }

    /** V5: valid, executed here, one above a parent that may have children, made by the leader of its own view. */
    private boolean isAdmissible(BlockRef block) {
        Optional<BlockRef> parent = state.tree.block(block.parent());
        return state.tree.find(block.hash()).isPresent()
                && state.tree.isExecuted(block.hash())
                && parent.isPresent()
                && block.height() == parent.get().height() + 1
                && block.epoch() == state.epoch.epoch()
                && block.leader() == state.rotation.leader(block.view())
                && mayHaveChildren(parent.get());
    }

    /** A4: nothing but the next epoch grows on an epoch's last block. */
    private boolean mayHaveChildren(BlockRef parent) {
        return !parent.lastOfEpoch() || parent.hash().equals(state.epoch.root().block());
    }

    // --- proposals (P-NORMAL, P-FALLBACK, P-REPROPOSE, P-OPT, A8, A10, A11) ---

    private boolean propose() {
        long view = state.view;
        if (!state.leads(view) || !state.maySpeakOfTime || hasProposed(view) || state.hasVoted()) {
            return false;
        }
        Optional<Justification> why = state.entry();
        Optional<BlockRef> parent = state.tree.block(state.lock.block());
        if (why.isEmpty()
                || parent.isEmpty()
                || !state.tree.isExecuted(parent.get().hash())) {
            return false; // armed: the block is being fetched or executed
        }
        if (!mayHaveChildren(parent.get())) {
            return proposeAgain(parent.get(), why.get());
        }
        if (state.ownProposal(Kind.OPTIMISTIC_PROPOSAL, view)
                .filter(early -> early.block().parent().equals(parent.get().hash()))
                .isPresent()) {
            return false; // our optimistic block is this proposal
        }
        if (state.now < proposeAt()) {
            return false;
        }
        Optional<BlockRef> block = builtOn(parent.get(), view);
        if (block.isEmpty()) {
            return requestBuild(parent.get(), view);
        }
        Kind kind = why.get() instanceof Justification.ByQuorum ? Kind.NORMAL_PROPOSAL : Kind.FALLBACK_PROPOSAL;
        return publish(new Proposal(kind, view, block.get(), why.get()));
    }

    /** P-REPROPOSE, A4: an epoch's last block that is certified and not final is proposed again until it is. */
    private boolean proposeAgain(BlockRef last, Justification why) {
        if (isCommitted(last.hash()) || last.view() >= state.view) {
            return false;
        }
        return publish(new Proposal(Kind.REPROPOSAL, state.view, last, why));
    }

    /**
     * P-OPT: once we voted for a block of the view before ours, we build on it without waiting for its certificate. Not after a view that
     * failed: then somebody does not keep up, and what is built on a block that fails is lost with it. Nor while processors are busy: who checks
     * it then checks the votes for its parent later.
     */
    private boolean proposeAhead() {
        long next = state.view + 1;
        if (!state.leads(next) || !state.maySpeakOfTime || state.byTimeout || state.pressed || !state.hasVoted()) {
            return false;
        }
        BlockRef parent = state.safety.lastVote().orElseThrow().block();
        long pace = state.tree.seenAt(parent.hash(), state.now)
                + state.parameters.targetBlockTime().toNanos();
        boolean wanted = state.blocksWithWork.contains(parent.hash())
                && state.now >= pace
                && mayHaveChildren(parent)
                && state.tree.isExecuted(parent.hash())
                && !hasProposed(next)
                && state.ownProposal(Kind.OPTIMISTIC_PROPOSAL, next).isEmpty();
        if (!wanted) {
            return false;
        }
        Optional<BlockRef> block = builtOn(parent, next);
        if (block.isEmpty()) {
            return requestBuild(parent, next);
        }
        return publish(new Proposal(Kind.OPTIMISTIC_PROPOSAL, next, block.get(), new Grounds.Optimistic()));
    }

    private boolean hasProposed(long view) {
        return state.ownProposal(Kind.NORMAL_PROPOSAL, view).isPresent()
                || state.ownProposal(Kind.FALLBACK_PROPOSAL, view).isPresent()
                || state.ownProposal(Kind.REPROPOSAL, view).isPresent();
    }

    /** While processors are busy, what makes the block before final goes first (P-NORMAL). */
    private long proposeAt() {
        boolean givesWay = state.pressed && !state.byTimeout && state.isLockAhead();
        long at = state.timer()
                .proposeAt(
                        state.deltaNanos(),
                        state.parameters.emptyBlockInterval().toNanos());
        return givesWay ? Math.max(at, state.enteredAt + state.deltaNanos() / PARTS_OF_DELTA) : at;
    }

    private Optional<BlockRef> builtOn(BlockRef parent, long view) {
        return state.built.getOrDefault(view, List.of()).stream()
                .filter(block -> block.parent().equals(parent.hash()))
                .findFirst();
    }

    private boolean requestBuild(BlockRef parent, long view) {
        if (parent.hash().equals(state.buildRequests.get(view))) {
            return false;
        }
        state.buildRequests.put(view, parent.hash());
        out.add(new Effect.Build(parent, state.epoch.epoch(), view, view == state.view && state.byTimeout));
        return true;
    }

    private boolean publish(Proposal proposal) {
        if (!mayNewlySay(proposal)) {
            return false;
        }
        speak(proposal);
        keepProposal(proposal);
        return true;
    }

    // --- timeouts (§2.8, A16, A17) ---

    private boolean giveUpWhenDue() {
        if (!state.isMember()) {
            return false;
        }
        if (state.hasTimedOut()) {
            repeatWhenDue();
            return false;
        }
        return state.now >= state.deadline() && giveUp();
    }

    /** Signs a timeout for the present view. @return whether it was new */
    boolean giveUp() {
        Optional<Justification> entry = state.entry();
        if (!state.isMember() || entry.isEmpty()) {
            return false;
        }
        Timeout timeout = new Timeout(state.view, entry.get());
        if (!mayNewlySay(timeout)) {
            return false;
        }
        speak(timeout);
        state.repeats = 0;
        state.repeatAt = state.now + repeatEvery();
        return true;
    }

    private void repeatWhenDue() {
        if (state.now < state.repeatAt) {
            return;
        }
        state.safety
                .lastTimeout()
                .filter(timeout -> learner.isOurs(timeout.entry().parent())) // not of a plan that was replaced
                .ifPresent(timeout -> out.add(new Speak(timeout)));
        state.repeatAt = state.now + repeatEvery();
        state.repeats++;
        if (state.repeats % STATUS_EVERY_REPEATS == 0) {
            out.add(new Broadcast(status(0)));
        }
    }

    long repeatEvery() {
        return Math.min(state.durationNanos(), LONGEST_REPEAT_NANOS);
    }

    // --- activity, wake-ups, status (A11, A12) ---

    private void noteActivity() {
        boolean committed = state.isLockCommitted();
        if (committed) {
            state.statusAt = ViewTimer.NEVER;
        } else if (state.lockWasCommitted) {
            state.statusAt = state.now + state.backOff.baseNanos() / 2;
        }
        state.lockWasCommitted = committed;
        state.work |= state.blocksWithWork.contains(state.lock.block());
        boolean idle = !state.byTimeout
                && committed
                && !state.work
                && state.proposalsOf(state.view).isEmpty();
        if (state.idle && !idle) {
            state.busySince = state.now;
        }
        state.idle = idle;
    }

    /** Work in our own pool is told to the leader, once per view, unless it proposes anyway. */
    private void wakeLeader() {
        boolean needed = state.isMember()
                && !state.wakeSent
                && !state.byTimeout
                && !state.leads(state.view)
                && state.blocksWithWork.contains(state.lock.block())
                && state.proposalsOf(state.view).isEmpty();
        if (!needed) {
            return;
        }
        state.wakeSent = true;
        leaderPeer().ifPresent(leader -> out.add(new Effect.WakeLeader(leader, state.epoch.epoch(), state.view)));
    }

    Optional<PeerId> leaderPeer() {
        int leader = state.rotation.leader(state.view);
        return state.peers.ofValidator(state.set().member(leader).blsKey());
    }

    private void shareAssembled() {
        for (QuorumCertificate quorum : assembled) {
            out.add(new Broadcast(new Message.Certified(quorum)));
        }
        assembled.clear();
    }

    /** A12(c): a lock that stays uncommitted is told to all, since whoever has its commit certificate will answer. */
    private void shareUncommitted() {
        if (state.now < state.statusAt) {
            return;
        }
        state.statusAt = state.now + state.backOff.baseNanos() / 2;
        state.safety
                .lastCommitVote()
                .filter(vote -> vote.quorum().equals(state.lock))
                .ifPresent(vote -> out.add(new Speak(vote)));
        out.add(new Broadcast(status(0)));
    }

    // --- time ---

    private void setTimer() {
        long at = Math.min(state.statusAt, wants.nextAt());
        if (state.isMember()) {
            at = Math.min(at, memberTimer());
        }
        if (at == ViewTimer.NEVER || at == state.timerAt) {
            return;
        }
        // What is due and cannot be done now is tried again soon, not at once.
        state.timerAt = at > state.now ? at : state.now + state.backOff.baseNanos() / 2;
        out.add(new Effect.StartTimer(state.timerAt));
    }

    private long memberTimer() {
        long at = state.hasTimedOut() ? state.repeatAt : state.deadline();
        long view = state.view;
        if (state.leads(view) && !hasProposed(view) && proposeAt() > state.now) {
            at = Math.min(at, proposeAt());
        }
        if (state.leads(view + 1) && state.hasVoted()) {
            BlockRef parent = state.safety.lastVote().orElseThrow().block();
            long pace = state.tree.seenAt(parent.hash(), 0)
                    + state.parameters.targetBlockTime().toNanos();
            at = pace > state.now ? Math.min(at, pace) : at;
        }
        return at;
    }

    private boolean mayNewlySay(Statement statement) {
        return !state.safety.holds(statement) && state.safety.allows(statement) && !state.isMuted();
    }

    private void speak(Statement statement) {
        state.safety = state.safety.after(statement);
        out.add(new Speak(statement));
    }
}
