package io.vigil.node.agreement;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Says when a block is late enough to speak of it: once it is late by {@code first}, then at twice that, four times, and
 * so on, and at least each minute. A pure function of the times it is given; all are monotonic.
 */
public final class StallWatch {
    /** Silence is a fault: a node that waits says so at least this often. */
    static final Duration LONGEST_SILENCE = Duration.ofMinutes(1);

    private final Supplier<Duration> first;
    private long lastBlockNanos;
    private long nextWordNanos;
    private boolean spoke;

    /** @param first the longest time between two blocks of a healthy chain, as it is at present */
    public StallWatch(Supplier<Duration> first, long nowNanos) {
        this.first = first;
        restart(nowNanos);
    }

    /** How long there was no block, if it is time to say so. */
    public Optional<Duration> late(long nowNanos) {
        if (nowNanos < nextWordNanos) {
            return Optional.empty();
        }
        Duration late = Duration.ofNanos(nowNanos - lastBlockNanos);
        Duration wait = late.compareTo(LONGEST_SILENCE) < 0 ? late : LONGEST_SILENCE;
        nextWordNanos = nowNanos + wait.toNanos();
        spoke = true;
        return Optional.of(late);
    }

    /** A block came; the answer is for how long there was none, if that was said. */
    public Optional<Duration> moved(long nowNanos) {
        Optional<Duration> silence =
                spoke ? Optional.of(Duration.ofNanos(nowNanos - lastBlockNanos)) : Optional.empty();
        restart(nowNanos);
        return silence;
    }

    private void restart(long nowNanos) {
        lastBlockNanos = nowNanos;
        nextWordNanos = nowNanos + first.get().toNanos();
        spoke = false;
    }
}
