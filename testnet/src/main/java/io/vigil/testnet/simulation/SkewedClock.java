package io.vigil.testnet.simulation;

/**
 * A node's monotonic clock: it may begin anywhere, below zero too, and run too fast or too slow.
 *
 * @param beganNanos what it shows at the beginning of the run
 * @param driftPpm how much faster than true time it runs
 */
record SkewedClock(long beganNanos, int driftPpm) {
    private static final long MILLION = 1_000_000;

    static SkewedClock drawn(Dice dice) {
        return new SkewedClock(dice.between(-MILLION * MILLION, MILLION * MILLION), dice.below(1_001) - 500);
    }

    /** What it shows at a true time. */
    long at(long trueNanos) {
        return beganNanos + trueNanos + trueNanos / MILLION * driftPpm;
    }

    /** True time until it shows {@code nanos}, seen from a true time; a little late rather than early. */
    long until(long nanos, long trueNanos) {
        long shown = Math.max(0, nanos - at(trueNanos));
        return shown + Math.abs(shown / MILLION * driftPpm) + MILLION;
    }
}
