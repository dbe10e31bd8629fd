package io.vigil.consensus.pacing;

/**
 * When, in one view, its leader proposes and everybody gives up (A11). All times are monotonic nanoseconds. Recomputed whenever an input
 * changes, so a deadline may move later when the view turns idle again.
 *
 * @param enteredAt when the view was entered
 * @param byTimeout whether a timeout certificate opened it
 * @param paceAt earliest time for the next block: when its parent was first seen, plus the target block time; never before entry
 * @param work whether anything is known that a block could carry (sticky)
 * @param idle nothing to do: entered by a quorum, its lock committed, no work, no proposal
 * @param busySince when the present period without idleness began; meaningless while idle
 * @param proposalAt when the leader's block was first seen, {@link #NEVER} if it was not
 */
public record ViewTimer(
        long enteredAt, boolean byTimeout, long paceAt, boolean work, boolean idle, long busySince, long proposalAt) {
    public static final long NEVER = Long.MAX_VALUE;

    /** When the leader proposes. With nothing to carry it waits 2Δ for its lock's commit, which may make the view idle. */
    public long proposeAt(long deltaNanos, long emptyBlockIntervalNanos) {
        if (byTimeout) {
            return enteredAt;
        }
        if (work) {
            return paceAt;
        }
        return idle ? enteredAt + emptyBlockIntervalNanos : Math.max(paceAt, enteredAt + 2 * deltaNanos);
    }

    /** When a validator gives up. A late proposal never extends a view that was busy (A11, last line as amended). */
    public long deadline(long deltaNanos, long emptyBlockIntervalNanos, long durationNanos) {
        long limit;
        if (byTimeout) {
            limit = enteredAt + durationNanos;
        } else if (idle) {
            limit = enteredAt + emptyBlockIntervalNanos + 2 * deltaNanos + durationNanos;
        } else {
            limit = Math.max(busySince, paceAt) + 2 * deltaNanos + durationNanos;
        }
        return proposalAt == NEVER ? limit : Math.min(limit, proposalAt + durationNanos);
    }
}
