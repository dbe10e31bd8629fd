package io.vigil.node.upkeep;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vigil.node.log.Journal;
import io.vigil.node.snapshot.PacedWork;
import io.vigil.storage.rocks.RocksStore;
import io.vigil.storage.rocks.ScrubReport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Reads every row of the running node's store with its checksum, again and again and slowly, so that damage on the disk is found
 * before the row is needed. What it finds it tells the operator; the node goes on, since what is damaged may never be read again.
 */
public final class StoreScrub implements Runnable {
    private final RocksStore store;
    private final Journal journal;
    private final Rhythm rhythm;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Thread runner = Thread.currentThread();
    private volatile ScrubReport last = new ScrubReport(0, 0, List.of());
    private volatile long passes;

    /**
     * @param first until the first pass
     * @param between the end of a pass and the next
     * @param bytesPerSecond of rows, so that blocks do not wait for the disk
     */
    public record Rhythm(Duration first, Duration between, long bytesPerSecond) {
        /** A pass a week at 20 MB/s (reference §1.6, C5); the first one soon, as a stop that was no orderly one may have had a cause. */
        public static Rhythm of(boolean wasUnclean) {
            return new Rhythm(Duration.ofSeconds(wasUnclean ? 30 : 600), Duration.ofDays(7), 20_000_000);
        }
    }

    public StoreScrub(RocksStore store, Journal journal, Rhythm rhythm) {
        this.store = store;
        this.journal = journal;
        this.rhythm = rhythm;
    }

    /** What the last pass found, for the operator. */
    public List<String> alarms() {
        return last.findings().stream()
                .map(finding -> "damage in the store: " + finding
                        + "; stop the node and restore a snapshot, or: vigil db recover --aside")
                .toList();
    }

    public void bindTo(MeterRegistry registry) {
        gauge(registry, "store.scrub.passes", "Times the whole store was read since the node started");
        Gauge.builder("store.scrub.rows", this, scrub -> scrub.last.rows())
                .description("Rows that the last pass read")
                .register(registry);
        Gauge.builder("store.scrub.bytes", this, scrub -> scrub.last.bytes())
                .description("Bytes of rows that the last pass read")
                .register(registry);
        Gauge.builder(
                        "store.scrub.findings",
                        this,
                        scrub -> scrub.last.findings().size())
                .description("Tables that the last pass could not read to their end")
                .register(registry);
    }

    private void gauge(MeterRegistry registry, String name, String description) {
        Gauge.builder(name, this, scrub -> scrub.passes)
                .description(description)
                .register(registry);
    }

    /** Runs until {@link #close}. */
    @Override
    public void run() {
        runner = Thread.currentThread();
        runner.setPriority(Thread.MIN_PRIORITY);
        try {
            Duration wait = rhythm.first();
            while (!closed.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                pass();
                wait = rhythm.between();
            }
        } catch (InterruptedException | CancellationException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    public void close() {
        closed.countDown();
        if (runner != Thread.currentThread()) {
            runner.interrupt();
        }
    }

    private void pass() {
        long started = System.nanoTime();
        try {
            PacedWork work = new PacedWork(rhythm.bytesPerSecond(), System::nanoTime, progress -> {});
            last = store.scrub(work.phase("scrub", 0)::passed);
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            last = new ScrubReport(0, 0, List.of(String.valueOf(e.getMessage())));
        }
        passes++;
        journal.scrubbed(last.rows(), last.bytes(), (System.nanoTime() - started) / 1_000_000);
        last.findings().forEach(journal::storeDamaged);
    }
}
