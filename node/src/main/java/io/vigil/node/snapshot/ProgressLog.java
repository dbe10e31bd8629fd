package io.vigil.node.snapshot;

import io.vigil.node.log.Journal;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Writes how far a long operation is into the operator's log; what is over soon writes nothing. */
public final class ProgressLog implements Consumer<Progress> {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    private final String what;
    private final Journal journal;
    private final LongSupplier monotonic;
    private long next;

    /** @param what the operation, for people */
    public ProgressLog(String what, Journal journal, LongSupplier monotonic) {
        this.what = what;
        this.journal = journal;
        this.monotonic = monotonic;
        this.next = monotonic.getAsLong() + BETWEEN_LINES.toNanos();
    }

    @Override
    public void accept(Progress progress) {
        long now = monotonic.getAsLong();
        if (now - next >= 0) {
            next = now + BETWEEN_LINES.toNanos();
            journal.snapshotProgress(what, progress.toString());
        }
    }
}
