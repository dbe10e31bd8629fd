package io.vigil.consensus.pacing;

import java.time.Duration;

/**
 * D(r) of §2.8: how long a view may last after r views in a row ended in a timeout. Flat for the first {@code allowance} failures, then half as
 * long again each time, up to the cap. It never depends on the view number.
 *
 * @param base D(0) = 3Δ + build + execution
 * @param cap the longest view, at most {@link #LONGEST}
 * @param allowance failures that cost nothing: k = min(f, 6), f counted by heads (A13)
 */
public record BackOff(Duration base, Duration cap, int allowance) {
    public static final Duration LONGEST = Duration.ofSeconds(10);
    public static final int MOST_ALLOWED = 6;

    public static BackOff of(Duration delta, Duration build, Duration execution, int timeoutCap, int faultsByCount) {
        Duration base = delta.multipliedBy(3).plus(build).plus(execution);
        Duration cap = base.multipliedBy(timeoutCap);
        Duration bounded = cap.compareTo(LONGEST) < 0 ? cap : LONGEST;
        return new BackOff(base, bounded.compareTo(base) < 0 ? base : bounded, Math.min(faultsByCount, MOST_ALLOWED));
    }

    public long baseNanos() {
        return base.toNanos();
    }

    /** D(r) in nanoseconds. */
    public long nanos(int failures) {
        long nanos = base.toNanos();
        long most = cap.toNanos();
        for (int i = allowance; i < failures && nanos < most; i++) {
            nanos += nanos / 2;
        }
        return Math.min(nanos, most);
    }
}
