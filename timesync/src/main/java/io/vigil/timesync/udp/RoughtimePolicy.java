package io.vigil.timesync.udp;

import io.vigil.timesync.Answer;
import io.vigil.timesync.Sample;
import io.vigil.timesync.TimeInterval;
import io.vigil.timesync.roughtime.SignedTime;
import java.time.Duration;

/**
 * What we demand of a signed time beyond the protocol: a radius that can contradict others, and a delegation that ends.
 */
final class RoughtimePolicy {
    static final Duration MAX_RADIUS = Duration.ofSeconds(10);

    /** A reply slower than this is not waited for. */
    static final Duration MAX_DELAY = Duration.ofSeconds(2);

    /** A stolen online key lies freely until its delegation ends. */
    static final Duration MAX_DELEGATION = Duration.ofDays(366);

    private RoughtimePolicy() {}

    /**
     * Truth was within the radius of the midpoint at some moment between sending and receiving, and the midpoint is cut
     * to whole units: so the interval of true less monotonic time follows whatever the delays were.
     */
    static Answer judge(String name, SignedTime time, long sentMonoNanos, long receivedMonoNanos) {
        if (time.radiusNanos() > MAX_RADIUS.toNanos()) {
            return new Answer.Refused(
                    name, "a radius of " + time.radiusNanos() / 1_000_000_000 + " s, beyond " + MAX_RADIUS.toSeconds());
        }
        if (time.delegationNanos() > MAX_DELEGATION.toNanos()) {
            return new Answer.Refused(name, "a delegation of more than " + MAX_DELEGATION.toDays() + " days");
        }
        TimeInterval trueLessMono = new TimeInterval(
                time.midpointNanos() - time.radiusNanos() - receivedMonoNanos,
                time.midpointNanos() + time.radiusNanos() + time.resolutionNanos() - sentMonoNanos);
        return new Answer.Heard(
                name,
                new Sample(
                        trueLessMono,
                        receivedMonoNanos,
                        time.midpointNanos(),
                        time.radiusNanos(),
                        receivedMonoNanos - sentMonoNanos));
    }
}
