package io.vigil.consensus;

import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.statements.BlockRef;
import java.util.List;

/**
 * Where a core stands, for operators and metrics.
 *
 * @param enteredByTimeout whether the view was entered by a timeout certificate
 * @param failures views entered by timeout since the last commit (r)
 * @param pressed whether the processors are busy, so that nothing is proposed ahead (P-OPT, P-NORMAL)
 * @param timedOut whether we gave up on the view
 * @param timeouts indices of those known to have given up on it, ascending
 * @param votes indices of those whose vote in it we hold, ascending
 * @param deadlineNanos when we shall give up on it, monotonic
 */
public record ConsensusStatus(
        long epoch,
        long view,
        int leader,
        boolean enteredByTimeout,
        int failures,
        BlockCertificate lock,
        BlockRef head,
        boolean idle,
        boolean pressed,
        boolean timedOut,
        List<Integer> timeouts,
        List<Integer> votes,
        long deadlineNanos) {
    public ConsensusStatus {
        timeouts = List.copyOf(timeouts);
        votes = List.copyOf(votes);
    }
}
