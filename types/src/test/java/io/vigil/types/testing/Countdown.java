package io.vigil.types.testing;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** Says on standard output how far a long count is and how long it still takes, each few seconds. Safe for many threads. */
public final class Countdown {
    private static final long EVERY_NANOS = 10_000_000_000L;

    private final String what;
    private final long total;
    private final long started = System.nanoTime();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong told = new AtomicLong(started);

    public Countdown(String what, long total) {
        this.what = what;
        this.total = total;
    }

    /** One more is done. */
    public void step() {
        long count = done.incrementAndGet();
        long now = System.nanoTime();
        long last = told.get();
        if (now - last >= EVERY_NANOS && told.compareAndSet(last, now)) {
            double left = (now - started) / 1e9 * (total - count) / count;
            System.out.println(String.format(Locale.ROOT, "%s: %d of %d, %.0f s left", what, count, total, left));
        }
    }
}
