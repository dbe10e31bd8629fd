package io.vigil.node.snapshot;

import io.vigil.storage.snapshot.Pace;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Watches an operation in phases: says how far it is, holds it to a rate, and ends it when its thread is interrupted. One
 * thread works, any may ask.
 */
public final class PacedWork {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final long bytesPerSecond;
    private final LongSupplier monotonic;
    private final Consumer<Progress> listener;
    private String phase = "waiting";
    private long total;
    private long done;
    private long started;

    /**
     * @param bytesPerSecond of records, not compressed; 0 for as fast as it goes
     * @param listener told whenever something passed
     */
    public PacedWork(long bytesPerSecond, LongSupplier monotonic, Consumer<Progress> listener) {
        this.bytesPerSecond = bytesPerSecond;
        this.monotonic = monotonic;
        this.listener = listener;
        this.started = monotonic.getAsLong();
    }

    /** Begins a phase. @param totalBytes 0 if unknown */
    public Pace phase(String name, long totalBytes) {
        synchronized (this) {
            phase = name;
            total = totalBytes;
            done = 0;
            started = monotonic.getAsLong();
        }
        listener.accept(progress());
        return this::passed;
    }

    public synchronized Progress progress() {
        return new Progress(phase, done, total, Duration.ofNanos(monotonic.getAsLong() - started));
    }

    private void passed(long bytes) {
        long due;
        synchronized (this) {
            done += bytes;
            due = bytesPerSecond == 0 ? started : started + (long) (done * (double) SECOND_NANOS / bytesPerSecond);
        }
        listener.accept(progress());
        long wait = due - monotonic.getAsLong();
        while (wait > 0 && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(wait);
            wait = due - monotonic.getAsLong();
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException(phase + " was stopped");
        }
    }
}
