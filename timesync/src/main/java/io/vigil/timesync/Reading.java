package io.vigil.timesync;

import java.time.Instant;

/**
 * Both clocks of the machine, read together.
 *
 * @param monoNanos monotonic time, from an arbitrary origin
 * @param wallNanos the system clock, since 1970-01-01 UTC
 */
public record Reading(long monoNanos, long wallNanos) {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** The system clock less monotonic time: constant but for steps and suspended time. */
    public long wallLessMonoNanos() {
        return Math.subtractExact(wallNanos, monoNanos);
    }

    public static Instant instant(long nanosSince1970) {
        return Instant.ofEpochSecond(
                Math.floorDiv(nanosSince1970, NANOS_PER_SECOND), Math.floorMod(nanosSince1970, NANOS_PER_SECOND));
    }

    /** Nanoseconds since 1970, for instants until the year 2262. */
    public static long nanos(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), NANOS_PER_SECOND), (long) instant.getNano());
    }
}
