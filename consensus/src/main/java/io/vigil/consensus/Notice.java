package io.vigil.consensus;

import io.vigil.consensus.statements.BlockRef;
import java.util.List;

/** What an operator should hear of: why a view failed, what stands in the way. */
public sealed interface Notice {
    /**
     * A view ended without a certified block.
     *
     * @param leader index of its leader
     * @param proposalSeen whether the leader's block came
     * @param silent indices of those whose vote is missing, ascending
     */
    record ViewFailed(long epoch, long view, int leader, boolean proposalSeen, List<Integer> silent) implements Notice {
        public ViewFailed {
            silent = List.copyOf(silent);
        }
    }

    /** A proposal that execution does not let us vote for, now or ever. */
    record ProposalRefused(BlockRef block, long view, Event.Verdict verdict) implements Notice {}

    /** A quorum certified a block that this node finds invalid, or cannot execute: it stays at the parent (R7). */
    record CertifiedBlockFailed(BlockRef block, Event.Verdict verdict) implements Notice {}
}
