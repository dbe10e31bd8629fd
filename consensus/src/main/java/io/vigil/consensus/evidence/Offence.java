package io.vigil.consensus.evidence;

import io.vigil.consensus.evidence.Testimony.Committed;
import io.vigil.consensus.evidence.Testimony.GaveUp;
import io.vigil.consensus.evidence.Testimony.Proposed;
import io.vigil.consensus.evidence.Testimony.Voted;

/** What two signatures of one validator in one epoch (A6) prove. Both orders of time are illegal, so no time is needed. */
public enum Offence {
    /** E1: two votes in one view, for different blocks. */
    TWO_VOTES(1),
    /** E2: two commit votes in one view, for different blocks. */
    TWO_COMMIT_VOTES(2),
    /** E3: a commit vote in v, and a timeout of v or later that denies its certificate: C1 forbids one order, the lock the other. */
    COMMIT_DENIED(3),
    /** E4: a vote for a block whose parent is of view u, and a timeout of the vote's view or later that reports less than u. */
    VOTE_DENIED(4),
    /** E5: two proposals in one view for different blocks, of one kind or on one parent. Optimistic and fallback on two parents are legal. */
    TWO_PROPOSALS(5);

    private final int number;

    Offence(int number) {
        this.number = number;
    }

    /** As evidence is written on the chain. */
    public int number() {
        return number;
    }

    /** Whether the two prove it by themselves. For {@link #VOTE_DENIED} {@link #isVoteDenied} has the rest. */
    boolean fits(Testimony first, Testimony second) {
        return switch (this) {
            case TWO_VOTES ->
                first instanceof Voted one
                        && second instanceof Voted other
                        && one.view() == other.view()
                        && !one.block().equals(other.block());
            case TWO_COMMIT_VOTES ->
                first instanceof Committed one
                        && second instanceof Committed other
                        && one.view() == other.view()
                        && !one.block().equals(other.block());
            case COMMIT_DENIED ->
                first instanceof Committed vote
                        && second instanceof GaveUp timeout
                        && timeout.view() >= vote.view()
                        && timeout.highView() < vote.view();
            case VOTE_DENIED ->
                first instanceof Voted vote && second instanceof GaveUp timeout && timeout.view() >= vote.view();
            case TWO_PROPOSALS ->
                first instanceof Proposed one
                        && second instanceof Proposed other
                        && one.view() == other.view()
                        && !one.block().equals(other.block())
                        && (one.kind() == other.kind() || one.parent().equals(other.parent()));
        };
    }

    /**
     * E4. The view of the parent comes from its header, never from a justification that a leader could choose (A6); hence a vote for a block
     * that is proposed again, in a view above its own, proves nothing.
     *
     * @param blockView view in the header of the block voted for
     * @param parentView view in its parent's header, which is of the same epoch
     */
    public static boolean isVoteDenied(Voted vote, long blockView, long parentView, GaveUp timeout) {
        return blockView == vote.view() && timeout.view() >= vote.view() && timeout.highView() < parentView;
    }
}
