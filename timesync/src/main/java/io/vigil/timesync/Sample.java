package io.vigil.timesync;

import java.util.Objects;

/**
 * One reply, as an interval that holds true time less monotonic time if the server is honest: so a later step of the
 * system clock leaves it valid.
 *
 * @param takenMonoNanos when the reply came; the interval widens from then on
 * @param claimedNanos the time the server named, since 1970
 * @param radiusNanos the uncertainty the server named
 * @param delayNanos from question to reply
 */
public record Sample(
        TimeInterval trueLessMono, long takenMonoNanos, long claimedNanos, long radiusNanos, long delayNanos) {
    public Sample {
        Objects.requireNonNull(trueLessMono);
        if (delayNanos < 0 || radiusNanos < 0) {
            throw new IllegalArgumentException("negative delay " + delayNanos + " or radius " + radiusNanos);
        }
    }

    /** The interval as it stands at {@code monoNanos}, when the machine's clock may have drifted by {@code driftPpm}. */
    TimeInterval at(long monoNanos, long driftPpm) {
        long age = Math.max(0, monoNanos - takenMonoNanos);
        return trueLessMono.widenedBy(drift(age, driftPpm));
    }

    /** How far a clock may go wrong in {@code elapsedNanos}. */
    static long drift(long elapsedNanos, long driftPpm) {
        return elapsedNanos / 1_000_000 * driftPpm + elapsedNanos % 1_000_000 * driftPpm / 1_000_000;
    }
}
