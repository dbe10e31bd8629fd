package io.vigil.node.time;

import io.vigil.timesync.ClockEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Lets time pass for a {@link Timekeeper}: so a suspended process is noticed on waking, and the validators' clocks are
 * compared with ours. A thread of its own, since a loop that writes to disks may be late, and late is what it looks for.
 */
public final class ClockLoop implements Runnable {
    static final Duration TICK = Duration.ofMillis(500);

    private final Timekeeper keeper;
    private final Supplier<Optional<ClockEvent.PeerClocks>> peers;
    private final CountDownLatch closed = new CountDownLatch(1);

    /** @param peers what is known of the validators' clocks; empty for a node that is none of them */
    public ClockLoop(Timekeeper keeper, Supplier<Optional<ClockEvent.PeerClocks>> peers) {
        this.keeper = keeper;
        this.peers = peers;
    }

    /** Until {@link #close}. */
    @Override
    public void run() {
        try {
            do {
                keeper.tick();
                peers.get().ifPresent(keeper::hear);
            } while (!closed.await(TICK.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public void close() {
        closed.countDown();
    }
}
