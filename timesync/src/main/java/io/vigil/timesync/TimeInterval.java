package io.vigil.timesync;

import java.util.Optional;

/**
 * A closed interval of nanoseconds that holds the truth if its maker is honest. What the axis counts (offset from the
 * system clock, true time minus monotonic time) is said by whoever holds it.
 *
 * @param earliestNanos the least value the truth may have
 * @param latestNanos the greatest, not below {@code earliestNanos}
 */
public record TimeInterval(long earliestNanos, long latestNanos) {
    public TimeInterval {
        if (earliestNanos > latestNanos) {
            throw new IllegalArgumentException("interval runs backwards: " + earliestNanos + " > " + latestNanos);
        }
    }

    public static TimeInterval around(long middleNanos, long radiusNanos) {
        return new TimeInterval(Math.subtractExact(middleNanos, radiusNanos), Math.addExact(middleNanos, radiusNanos));
    }

    public TimeInterval widenedBy(long nanos) {
        return new TimeInterval(Math.subtractExact(earliestNanos, nanos), Math.addExact(latestNanos, nanos));
    }

    public TimeInterval shiftedBy(long nanos) {
        return new TimeInterval(Math.addExact(earliestNanos, nanos), Math.addExact(latestNanos, nanos));
    }

    /** Empty when the two do not touch. Sharing one point is enough. */
    public Optional<TimeInterval> intersection(TimeInterval other) {
        long earliest = Math.max(earliestNanos, other.earliestNanos);
        long latest = Math.min(latestNanos, other.latestNanos);
        return earliest <= latest ? Optional.of(new TimeInterval(earliest, latest)) : Optional.empty();
    }

    public boolean hasCommonPointWith(TimeInterval other) {
        return earliestNanos <= other.latestNanos && other.earliestNanos <= latestNanos;
    }

    /** The point of this interval that is nearest to {@code nanos}: itself when it lies inside. */
    public long nearestTo(long nanos) {
        return Math.clamp(nanos, earliestNanos, latestNanos);
    }

    public long midpointNanos() {
        return earliestNanos + radiusNanos();
    }

    /** Half the width, rounded down. */
    public long radiusNanos() {
        return Math.subtractExact(latestNanos, earliestNanos) / 2;
    }
}
