package io.vigil.consensus;

import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.Certificate;
import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.certificates.CommitProof;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.Tally;
import io.vigil.consensus.certificates.TimeoutCertificate;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.statements.Justification;
import io.vigil.consensus.statements.TimeoutTally;
import java.util.ArrayList;
import java.util.List;

/**
 * What follows at once from a certificate (§2.4): the lock rises, the view advances (W1), finality is noted. Known certificates change nothing (S15).
 * Whether the blocks they name are here never matters (W2).
 */
final class Learner {
    private final State state;
    private final Outbox out;

    Learner(State state, Outbox out) {
        this.state = state;
        this.out = out;
    }

    void learn(Certificate certificate) {
        if (certificate.epoch() != state.epoch.epoch()) {
            return;
        }
        switch (certificate) {
            case QuorumCertificate quorum -> onQuorum(quorum);
            case TimeoutCertificate timeout -> onTimeout(timeout);
            case CommitCertificate commit -> onCommit(commit);
        }
    }

    void learn(Justification why) {
        switch (why) {
            case Justification.ByQuorum(BlockCertificate parent) -> raise(parent);
            case Justification.ByTimeout(TimeoutCertificate timeout, BlockCertificate parent) -> {
                raise(parent);
                learn(timeout);
            }
        }
    }

    /** Whether it speaks of this epoch and, if it names a root, of the true one (A1). */
    boolean isOurs(BlockCertificate certificate) {
        return switch (certificate) {
            case QuorumCertificate quorum ->
                quorum.epoch() == state.epoch.epoch()
                        && quorum.view() > state.epoch.root().view();
            case Root root -> root.equals(state.epoch.root());
        };
    }

    boolean knows(Certificate certificate) {
        long view = certificate.view();
        return switch (certificate) {
            case QuorumCertificate quorum -> state.quorums.containsKey(view);
            case TimeoutCertificate timeout ->
                view < state.view && (!(timeout.high() instanceof QuorumCertificate high) || knows(high));
            case CommitCertificate commit ->
                !state.commitCertificates.isEmpty()
                        && state.commitCertificates.lastKey() >= view
                        && knows(commit.quorum());
        };
    }

    private void raise(BlockCertificate certificate) {
        if (certificate instanceof QuorumCertificate quorum) {
            learn(quorum);
        }
    }

    private void onQuorum(QuorumCertificate quorum) {
        long view = quorum.view();
        boolean tooOld = view < state.view - State.KEPT_VIEWS && view < state.lock.view();
        if (state.quorums.containsKey(view) || view <= state.epoch.root().view() || tooOld) {
            return;
        }
        state.quorums.put(view, quorum);
        if (view > state.lock.view()) {
            state.lock = quorum;
            out.add(new Effect.Keep(quorum));
        }
        if (view >= state.view) {
            enter(view + 1, quorum);
        }
    }

    private void onTimeout(TimeoutCertificate timeout) {
        if (!isOurs(timeout.high())) {
            return;
        }
        raise(timeout.high());
        if (timeout.view() >= state.view) {
            state.timeoutCertificates.put(timeout.view(), timeout);
            out.add(new Effect.Keep(timeout));
            enter(timeout.view() + 1, timeout);
        }
    }

    private void onCommit(CommitCertificate commit) {
        onQuorum(commit.quorum());
        boolean higher = state.commitCertificates.isEmpty() || commit.view() > state.commitCertificates.lastKey();
        if (higher) {
            state.commitCertificates.put(commit.view(), commit);
            noteFinal(new CommitProof.ByCommitVotes(commit), commit.view());
        }
    }

    /** Remembers a proof of finality until its block is committed here. */
    void noteFinal(CommitProof proof, long view) {
        State.ViewId id = new State.ViewId(state.epoch.epoch(), view);
        if (proof.block().equals(state.tree.head().hash()) || id.compareTo(state.finalUpTo) <= 0) {
            return;
        }
        state.pendingCommits.putIfAbsent(id, proof);
        if (state.pendingCommits.size() > State.PENDING_COMMITS) {
            state.pendingCommits.pollFirstEntry();
        }
    }

    private void enter(long view, Certificate via) {
        long left = state.view;
        boolean byTimeout = via instanceof TimeoutCertificate;
        if (byTimeout && view == left + 1) {
            reportFailed(left);
        }
        begin(view, byTimeout);
        state.failures = byTimeout ? state.failures + 1 : Math.max(0, state.failures - 1);
        if (view > left + 1) {
            out.add(new Effect.Broadcast(new Message.Certified(via))); // other laggards jump too (W4)
        }
    }

    private void begin(long view, boolean byTimeout) {
        state.view = view;
        state.byTimeout = byTimeout;
        state.enteredAt = state.now;
        state.idle = true;
        state.busySince = state.now;
        state.work = state.wokenView == view;
        state.wakeSent = false;
        state.repeats = 0;
        state.timeouts = new TimeoutTally(state.set());
        state.dropOldViews();
    }

    /** A1, A3: a new instance over a new set; the last block of the old epoch is its root. */
    void enterEpoch(EpochProof proof, EpochStart next) {
        if (proof.end() instanceof CommitCertificate commit) { // what a plan names is final when a block upon it is
            noteFinal(new CommitProof.ByCommitVotes(commit), commit.view());
        }
        state.enterEpoch(next);
        state.epochProofs.removeIf(other -> other.end().epoch() == proof.end().epoch());
        state.epochProofs.add(proof);
        while (state.epochProofs.size() > State.KEPT_EPOCH_PROOFS) {
            state.epochProofs.removeFirst();
        }
        out.add(new Effect.EnterEpoch(proof));
        state.wokenView = 0;
        state.failures = 0;
        begin(next.firstView(), false);
    }

    private void reportFailed(long view) {
        Tally votes = state.votes.getOrDefault(view, new Tally(state.set()));
        List<Integer> silent = new ArrayList<>();
        for (int i = 0; i < state.set().size(); i++) {
            if (votes.choiceOf(i).isEmpty()) {
                silent.add(i);
            }
        }
        boolean seen = !state.proposalsOf(view).isEmpty();
        out.add(new Effect.Report(
                new Notice.ViewFailed(state.epoch.epoch(), view, state.rotation.leader(view), seen, silent)));
    }
}
