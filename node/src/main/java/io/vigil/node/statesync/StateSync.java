package io.vigil.node.statesync;

import io.vigil.node.log.Journal;
import io.vigil.node.snapshot.PacedWork;
import io.vigil.node.snapshot.ProgressLog;
import io.vigil.storage.StorageException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes a snapshot of peers in place of blocks while this node is new or far behind. Blocks wait meanwhile; where no
 * snapshot is to be had they go on, and it is tried again later. Ends with a restored store beside the chain's, for which
 * the node has to be opened anew.
 */
public final class StateSync implements Runnable, AutoCloseable {
    /** After this without a snapshot, and twice as long each time; blocks are fetched meanwhile. */
    private static final Duration FIRST_REST = Duration.ofSeconds(30);

    private static final Duration LONGEST_REST = Duration.ofMinutes(10);

    /** For the links to others, once one peer said how far the chain is. */
    private static final Duration SETTLING = Duration.ofSeconds(2);

    private final SnapshotFetcher fetcher;
    private final long behind;
    private final LongSupplier head;
    private final LongSupplier monotonic;
    private final Journal journal;
    private final Runnable before;
    private final Runnable staged;
    private final PacedWork work;
    private Phase phase = Phase.IDLE;
    private Duration rest = FIRST_REST;
    private long tryAgainNanos;
    private @Nullable Thread worker;
    private boolean closed;

    private enum Phase {
        IDLE,
        WORKING,
        STAGED
    }

    /**
     * @param behind blocks from which on a snapshot is taken; 0 for never
     * @param head height of our last committed block
     * @param before runs before anything is fetched
     * @param staged runs when a restored store waits for the node to be opened anew
     */
    public StateSync(
            SnapshotFetcher fetcher,
            long behind,
            LongSupplier head,
            LongSupplier monotonic,
            Journal journal,
            Runnable before,
            Runnable staged) {
        this.fetcher = fetcher;
        this.behind = behind;
        this.head = head;
        this.monotonic = monotonic;
        this.journal = journal;
        this.before = before;
        this.staged = staged;
        this.tryAgainNanos = monotonic.getAsLong();
        this.work = new PacedWork(0, monotonic, new ProgressLog("state-sync", journal, monotonic));
    }

    /** A peer says that it is at {@code height}. @return whether blocks up to there wait for a snapshot */
    public synchronized boolean holdsBack(long height) {
        if (phase == Phase.IDLE
                && behind > 0
                && height - head.getAsLong() >= behind
                && monotonic.getAsLong() - tryAgainNanos >= 0) {
            phase = Phase.WORKING;
            notifyAll();
        }
        return phase != Phase.IDLE;
    }

    /** What it is doing, for people; empty if nothing. */
    public synchronized String state() {
        return switch (phase) {
            case IDLE -> "";
            case WORKING -> "state sync: " + work.progress();
            case STAGED -> "state sync: done, the node is opened anew";
        };
    }

    @Override
    public void run() {
        synchronized (this) {
            worker = Thread.currentThread();
        }
        try {
            while (true) {
                awaitNeed();
                Thread.sleep(SETTLING);
                fetch();
            }
        } catch (InterruptedException | CancellationException e) {
            // closed
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
        if (worker != null) {
            worker.interrupt(); // a restore goes on where it was when it is begun again
        }
    }

    private synchronized void awaitNeed() throws InterruptedException {
        while (phase != Phase.WORKING) {
            if (closed) {
                throw new InterruptedException("closed");
            }
            wait();
        }
    }

    private void fetch() throws InterruptedException {
        before.run();
        String why;
        try {
            // a snapshot that saves less than half of the way is not worth its restore
            switch (fetcher.fetch(head.getAsLong() + Math.ceilDiv(behind, 2), work)) {
                case SnapshotFetcher.Outcome.Staged(var snapshot) -> {
                    journal.stateSyncStaged(
                            snapshot.height(), snapshot.id(), work.progress().toString());
                    set(Phase.STAGED);
                    staged.run();
                    return;
                }
                case SnapshotFetcher.Outcome.Nothing(String reason) -> why = reason;
            }
        } catch (StorageException e) {
            why = String.valueOf(e.getMessage());
        }
        giveUp(why);
    }

    private synchronized void giveUp(String why) {
        if (!closed) {
            journal.stateSyncGivenUp(why, rest.toSeconds());
        }
        tryAgainNanos = monotonic.getAsLong() + rest.toNanos();
        rest = rest.multipliedBy(2).compareTo(LONGEST_REST) < 0 ? rest.multipliedBy(2) : LONGEST_REST;
        phase = Phase.IDLE;
    }

    private synchronized void set(Phase next) {
        phase = next;
    }
}
