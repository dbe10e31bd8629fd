package io.vigil.timesync;

import java.util.List;
import java.util.Optional;

/**
 * Agreement without an average: the hull of all points that a strict majority of the <em>configured</em> sources
 * covers. Silent sources count against agreement, so whoever drops the honest answers gains nothing (chrony and RFC
 * 5905 §11.2.1 count only sources that answered).
 *
 * <p>Let at most f = ⌊(n−1)/2⌋ sources lie arbitrarily and let every interval have half-width ≤ W. If a majority of
 * honest sources answers, the truth t lies in the hull, the hull is no wider than 2W, and its middle errs by ≤ W: t is
 * covered by the honest majority; two points covered by more than n/2 intervals each share one interval. A liar of any
 * size moves the hull by nothing beyond the honest intervals.
 */
public final class MajorityHull {
    private MajorityHull() {}

    /** How many of {@code configured} sources must cover a point. */
    public static int quorum(int configured) {
        return configured / 2 + 1;
    }

    /** How many of {@code configured} sources may lie without any effect. */
    public static int tolerated(int configured) {
        return (configured - 1) / 2;
    }

    /**
     * The smallest interval that holds every point covered by a quorum.
     *
     * @param answers at most one interval per source
     * @param configured how many sources are configured, whether they answered or not
     */
    public static Optional<TimeInterval> of(List<TimeInterval> answers, int configured) {
        if (answers.size() > configured) {
            throw new IllegalStateException(answers.size() + " answers from " + configured + " sources");
        }
        int quorum = quorum(configured);
        if (answers.size() < quorum) {
            return Optional.empty();
        }
        long[] starts =
                answers.stream().mapToLong(TimeInterval::earliestNanos).sorted().toArray();
        long[] ends =
                answers.stream().mapToLong(TimeInterval::latestNanos).sorted().toArray();
        return sweep(starts, ends, quorum);
    }

    /** Walks the edges from left to right. A start counts before an end of equal value: intervals are closed. */
    private static Optional<TimeInterval> sweep(long[] starts, long[] ends, int quorum) {
        boolean found = false;
        long first = 0;
        long last = 0;
        int opened = 0;
        for (int closed = 0; closed < ends.length; closed++) {
            while (opened < starts.length && starts[opened] <= ends[closed]) {
                opened++;
                if (!found && opened - closed >= quorum) {
                    found = true;
                    first = starts[opened - 1];
                }
            }
            if (opened - closed >= quorum) {
                last = ends[closed];
            }
        }
        return found ? Optional.of(new TimeInterval(first, last)) : Optional.empty();
    }
}
