package io.vigil.consensus;

import io.vigil.consensus.certificates.Certificate;
import io.vigil.consensus.certificates.CommitProof;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.safety.PlanFence;
import io.vigil.consensus.statements.Ballot;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Signed;
import io.vigil.consensus.statements.Statement.CommitVote;
import io.vigil.consensus.statements.Statement.Proposal;
import io.vigil.consensus.statements.Statement.Timeout;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;

/**
 * All that can happen to a core. Signatures and the form of certificates were checked before an event is made ({@code verification}); bodies
 * were decoded, so that a {@link BlockRef} says what its header says. Events may come late, twice, or in any order: then nothing happens (S15).
 *
 * <p>{@code nowNanos} is monotonic time of this process; it never goes back from one event to the next.
 */
public sealed interface Event {
    long nowNanos();

    /** The first event of a core. */
    record Started(long nowNanos) implements Event {}

    /**
     * A proposal came, and its body with it: the runner holds the body under {@code block().hash()} until the block is committed or forgotten,
     * and has begun to write it to the journal.
     */
    record ProposalReceived(long nowNanos, PeerId from, Signed<Proposal> proposal) implements Event {}

    /** Somebody's vote, or our own coming back from the signer. */
    record VoteReceived(long nowNanos, PeerId from, Ballot ballot) implements Event {}

    /** Somebody's commit vote, or our own coming back from the signer. */
    record CommitVoteReceived(long nowNanos, PeerId from, Signed<CommitVote> vote) implements Event {}

    /** Somebody's timeout, or our own coming back from the signer. */
    record TimeoutReceived(long nowNanos, PeerId from, Signed<Timeout> timeout) implements Event {}

    record CertificateReceived(long nowNanos, PeerId from, Certificate certificate) implements Event {}

    record StatusReceived(long nowNanos, PeerId from, Message.Status status) implements Event {}

    record StatusAsked(long nowNanos, PeerId from, long nonce) implements Event {}

    /** A peer says there is work. The runner has put its transaction into the pool. */
    record WakeReceived(long nowNanos, PeerId from, Message.Wake wake) implements Event {}

    /**
     * A peer spoke of an epoch that is not ours, so that its message could not be checked. The runner parks a few messages of the next epoch and
     * hands them in once it has begun (A5).
     */
    record OtherEpochSeen(long nowNanos, PeerId from, long epoch) implements Event {}

    /** A checked epoch proof: from a peer, or the runner's answer to {@link Effect.ProveEpoch}. */
    record EpochProven(long nowNanos, EpochProof proof, EpochStart next) implements Event {}

    /** The body of {@code block} is here, by {@link Effect.Fetch} or otherwise. Same promise as for a proposal's. */
    record BlockAvailable(long nowNanos, BlockRef block) implements Event {}

    /** The answer to {@link Effect.Execute}. */
    record BlockExecuted(long nowNanos, Hash block, Verdict verdict) implements Event {}

    /** The answer to {@link Effect.Build}: a block made, executed and kept by the runner like any other. */
    record Built(long nowNanos, BlockRef block) implements Event {}

    /** Whether, on top of {@code block}, an includable transaction or system input waits. Sent after every execution and pool change. */
    record WorkChanged(long nowNanos, Hash block, boolean waits) implements Event {}

    /** The runner committed up to {@code head} by itself, in catch-up, on this proof. */
    record HeadMoved(long nowNanos, BlockRef head, CommitProof proof) implements Event {}

    /** @param validatorKey the BLS key it proved to hold, empty for an observer */
    record PeerConnected(long nowNanos, PeerId peer, Bytes validatorKey) implements Event {}

    record PeerDisconnected(long nowNanos, PeerId peer) implements Event {}

    /** The time asked for by {@link Effect.StartTimer} has come. Harmless when early, late or never asked for. */
    record TimerFired(long nowNanos) implements Event {}

    /** @param maySpeakOfTime false while the clock is not to be trusted: no proposal and no vote, all else goes on (A18) */
    record ConductChanged(long nowNanos, boolean maySpeakOfTime) implements Event {}

    /** @param pressed the processors are busy, so that whatever is sent ahead delays what agreement waits for (P-OPT, P-NORMAL) */
    record LoadChanged(long nowNanos, boolean pressed) implements Event {}

    /** This validator signed a plan (G45): the record holds the fence already. */
    record PlanSigned(long nowNanos, PlanFence fence) implements Event {}

    /** The chain runs by other pacing parameters from its next block on (G33b). */
    record PacingChanged(long nowNanos, ConsensusParameters parameters) implements Event {}

    /** What execution says of a block. */
    enum Verdict {
        VALID,
        /** It breaks a rule, or its header does not match its execution. */
        INVALID,
        /** Not now: its time has not come, or this node cannot judge it yet. Asked again while its view lasts. */
        NOT_YET,
        /** Never by this node: the vote is withheld, but a certificate for it would be followed. */
        WITHHELD
    }
}
