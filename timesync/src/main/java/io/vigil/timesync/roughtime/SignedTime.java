package io.vigil.timesync.roughtime;

/**
 * What a server signed: at some moment between question and reply, true time was within {@code radius} of {@code
 * midpoint}. All times are in units of the dialect, since 1970.
 *
 * @param notBefore when the signing key's delegation begins; {@code notAfter} when it ends; both unsigned
 * @param pathNodes height of the tree that the request was a leaf of
 * @param index which leaf
 */
public record SignedTime(
        Dialect dialect, long midpoint, long radius, long notBefore, long notAfter, int pathNodes, int index) {
    /** The year 2116: beyond it (and 2³² seconds of radius) the sums of the causality check would overflow. */
    static final long MAX_MIDPOINT_NANOS = 1L << 62;

    public long midpointNanos() {
        return midpoint * dialect.unitNanos();
    }

    public long radiusNanos() {
        return radius * dialect.unitNanos();
    }

    /** The midpoint is cut to whole units, so truth may lie this much later than it says. */
    public long resolutionNanos() {
        return dialect.unitNanos();
    }

    /** How long the online key is allowed to sign, in nanoseconds; {@link Long#MAX_VALUE} if longer than that says. */
    public long delegationNanos() {
        long units = notAfter - notBefore;
        boolean fits = units >= 0 && units <= Long.MAX_VALUE / dialect.unitNanos();
        return fits ? units * dialect.unitNanos() : Long.MAX_VALUE;
    }

    /** Whether this time, signed before {@code later} was asked for, nevertheless lies wholly after it. */
    public boolean contradicts(SignedTime later) {
        return midpointNanos() - radiusNanos() > later.midpointNanos() + later.radiusNanos();
    }
}
