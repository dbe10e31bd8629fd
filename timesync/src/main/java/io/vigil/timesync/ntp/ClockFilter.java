package io.vigil.timesync.ntp;

import io.vigil.timesync.Sample;
import io.vigil.timesync.TimeInterval;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;

/**
 * The last eight replies of one server, and which of them says most now (RFC 5905 §10): the one with the least distance,
 * grown by drift since it came. Their spread is jitter and widens the interval. Owned by one thread at a time.
 */
public final class ClockFilter {
    /** NSTAGE of RFC 5905. */
    public static final int STAGES = 8;

    private final long driftPpm;
    private final Deque<NtpMeasurement> stages = new ArrayDeque<>(STAGES);

    public ClockFilter(long driftPpm) {
        this.driftPpm = driftPpm;
    }

    /** Takes a new reply and gives the best statement about this moment. */
    public Sample add(NtpMeasurement newest) {
        if (stages.size() == STAGES) {
            stages.removeFirst();
        }
        stages.addLast(newest);
        long now = newest.receivedMonoNanos();
        NtpMeasurement best = stages.stream()
                .min(Comparator.comparingLong(stage -> stage.distanceAt(now, driftPpm)))
                .orElseThrow();
        long distance = best.distanceAt(now, driftPpm) + jitter(best);
        return new Sample(
                TimeInterval.around(best.offsetNanos(), distance),
                now,
                newest.transmitNanos(),
                distance,
                newest.delayNanos());
    }

    /** The root mean square of the other stages' differences from {@code best}. */
    private long jitter(NtpMeasurement best) {
        double sum = 0;
        for (NtpMeasurement stage : stages) {
            double difference = stage.offsetNanos() - best.offsetNanos();
            sum += difference * difference;
        }
        return (long) Math.sqrt(sum / Math.max(1, stages.size() - 1));
    }

    public void forget() {
        stages.clear();
    }
}
