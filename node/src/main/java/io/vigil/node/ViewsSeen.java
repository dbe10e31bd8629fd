package io.vigil.node;

import io.vigil.consensus.ConsensusStatus;
import io.vigil.consensus.Effect;
import io.vigil.consensus.Event;
import io.vigil.consensus.Notice;
import io.vigil.consensus.PeerId;
import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.Certificate;
import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.certificates.CommitProof;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Signers;
import io.vigil.consensus.certificates.TimeoutCertificate;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.statements.Statement;
import io.vigil.node.agreement.ConsensusLoop;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the consensus loop has seen of others: in which view each peer is, what it holds, who signed the last certificates,
 * and why the last view failed. The loop tells, anybody asks.
 */
final class ViewsSeen implements ConsensusLoop.Observer {
    /** Certificates over which attendance is counted: a few minutes of an idle chain, seconds of a busy one. */
    static final int COUNTED_CERTIFICATES = 64;

    private final Map<PeerId, Seen> peers = new HashMap<>();
    private final ArrayDeque<Signers> certificates = new ArrayDeque<>();
    private long lastCertified = -1;
    private long lastEpoch = -1;
    private Optional<CommitCertificate> lastCommit = Optional.empty();
    private Optional<Notice.ViewFailed> lastFailure = Optional.empty();
    private long failedViews;

    /**
     * @param view the highest that the peer was seen in; -1 if none was
     * @param height of its head, from its last status; -1 if it sent none
     * @param certificate the highest it was seen to hold, such as {@code TC 1999}; empty if none was
     */
    record Seen(long epoch, long view, long height, String certificate, long certificateView) {
        static final Seen NOTHING = new Seen(-1, -1, -1, "", -1);

        Seen in(long otherEpoch, long otherView) {
            boolean later = otherEpoch > epoch || (otherEpoch == epoch && otherView > view);
            return later ? new Seen(otherEpoch, otherView, height, certificate, certificateView) : this;
        }

        Seen at(long otherHeight) {
            return new Seen(epoch, view, Math.max(height, otherHeight), certificate, certificateView);
        }

        Seen holding(Certificate other) {
            if (other.epoch() < epoch || (other.epoch() == epoch && other.view() < certificateView)) {
                return this;
            }
            String kind = switch (other) {
                case QuorumCertificate quorum -> "QC ";
                case TimeoutCertificate timeout -> "TC ";
                case CommitCertificate commit -> "CC ";
            };
            // A certificate moves whoever holds it past its view.
            return new Seen(epoch, view, height, kind + other.view(), other.view()).in(other.epoch(), other.view() + 1);
        }
    }

    /** What is known of one peer. */
    synchronized Seen of(PeerId peer) {
        return peers.getOrDefault(peer, Seen.NOTHING);
    }

    /** Of the last {@link #counted} certificates of blocks, those that hold this member's signature. */
    synchronized int signed(int member) {
        return (int) certificates.stream()
                .filter(signers -> signers.contains(member))
                .count();
    }

    synchronized int counted() {
        return certificates.size();
    }

    /** The last certificate of finality that committed something here. */
    synchronized Optional<CommitCertificate> lastCommit() {
        return lastCommit;
    }

    /** The last view of which this node knows that it brought no block. */
    synchronized Optional<Notice.ViewFailed> lastFailure() {
        return lastFailure;
    }

    /** Since the node started. */
    synchronized long failedViews() {
        return failedViews;
    }

    @Override
    public synchronized void stepped(Event event, List<Effect> effects, ConsensusStatus status) {
        note(event);
        count(status.lock());
        for (Effect effect : effects) {
            if (effect instanceof Effect.Report(Notice.ViewFailed failed)) {
                lastFailure = Optional.of(failed);
                failedViews++;
            } else if (effect instanceof Effect.Commit(var block, CommitProof.ByCommitVotes(var commit))) {
                lastCommit = Optional.of(commit);
            }
        }
    }

    @Override
    public void ticked(long nowNanos, ConsensusStatus status) {}

    private void note(Event event) {
        switch (event) {
            case Event.PeerConnected e -> peers.put(e.peer(), Seen.NOTHING);
            case Event.PeerDisconnected e -> peers.remove(e.peer());
            case Event.StatusReceived e -> update(e.from(), e.status());
            case Event.TimeoutReceived e -> update(e.from(), e.timeout().statement());
            case Event.CommitVoteReceived e -> update(e.from(), e.vote().statement());
            case Event.ProposalReceived e -> update(e.from(), e.proposal().statement());
            case Event.VoteReceived e ->
                peers.computeIfPresent(
                        e.from(),
                        (peer, seen) -> seen.in(e.ballot().epoch(), e.ballot().view()));
            case Event.CertificateReceived e ->
                peers.computeIfPresent(e.from(), (peer, seen) -> seen.holding(e.certificate()));
            case Event.Started e -> {}
            case Event.StatusAsked e -> {}
            case Event.WakeReceived e -> {}
            case Event.OtherEpochSeen e -> {}
            case Event.EpochProven e -> {}
            case Event.BlockAvailable e -> {}
            case Event.BlockExecuted e -> {}
            case Event.Built e -> {}
            case Event.WorkChanged e -> {}
            case Event.HeadMoved e -> {}
            case Event.TimerFired e -> {}
            case Event.ConductChanged e -> {}
            case Event.LoadChanged e -> {}
            case Event.PacingChanged e -> {}
            case Event.PlanSigned e -> {}
        }
    }

    private void update(PeerId peer, Message.Status status) {
        peers.computeIfPresent(peer, (id, before) -> {
            Seen seen = before.in(status.epoch(), status.view()).at(status.committedHeight());
            for (Certificate certificate : status.certificates()) {
                seen = seen.holding(certificate);
            }
            return seen;
        });
    }

    /** Whoever relays another's words is not in their view, but holds what they carry. */
    private void update(PeerId peer, Statement statement) {
        peers.computeIfPresent(peer, (id, before) -> {
            Seen seen = before.in(statement.epoch(), statement.view());
            return statement instanceof Statement.CommitVote vote ? seen.holding(vote.quorum()) : seen;
        });
    }

    private void count(BlockCertificate lock) {
        boolean fresh = lock.epoch() > lastEpoch || (lock.epoch() == lastEpoch && lock.view() > lastCertified);
        if (!fresh || !(lock instanceof QuorumCertificate quorum)) {
            return;
        }
        if (lock.epoch() != lastEpoch) {
            certificates.clear(); // indices name others now
        }
        lastEpoch = lock.epoch();
        lastCertified = lock.view();
        certificates.addLast(quorum.signers());
        if (certificates.size() > COUNTED_CERTIFICATES) {
            certificates.removeFirst();
        }
    }
}
