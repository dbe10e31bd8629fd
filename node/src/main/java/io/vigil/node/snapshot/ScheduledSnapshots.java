package io.vigil.node.snapshot;

import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.RefusedException;
import io.vigil.node.log.Journal;
import io.vigil.storage.StorageException;
import io.vigil.storage.snapshot.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.OptionalLong;

/**
 * Makes snapshots as the chain goes on, and keeps as many as the operator wants. Every node of one setting takes those of
 * the same blocks, so that whoever fetches one finds many who have it. While one is made the newest that became due waits,
 * and those between are left out.
 */
public final class ScheduledSnapshots implements Runnable, AutoCloseable {
    private static final long NONE = -1;

    private final SnapshotJobs jobs;
    private final Shelf shelf;
    private final NodeConfig.Snapshots config;
    private final Journal journal;
    private long due = NONE;
    private boolean closed;

    public ScheduledSnapshots(SnapshotJobs jobs, Shelf shelf, NodeConfig.Snapshots config, Journal journal) {
        this.jobs = jobs;
        this.shelf = shelf;
        this.config = config;
        this.journal = journal;
    }

    /**
     * Whether a block's state is to be kept.
     *
     * @param last the height of an epoch's last block, or of any block where epochs have no end
     * @param before the last of the epoch before, or the block before
     */
    public static boolean isDue(long everyBlocks, long before, long last) {
        return everyBlocks > 0 && last / everyBlocks > before / everyBlocks;
    }

    /** One is to be made of this block, which was just committed. */
    public synchronized void due(long height) {
        due = height;
        notifyAll();
    }

    @Override
    public void run() {
        try {
            while (true) {
                make(next());
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    private synchronized long next() throws InterruptedException {
        while (due == NONE) {
            if (closed) {
                throw new InterruptedException("closed");
            }
            wait();
        }
        long height = due;
        due = NONE;
        return height;
    }

    private void make(long height) throws InterruptedException {
        try {
            Files.createDirectories(shelf.folder());
            Folders.delete(shelf.making());
            jobs.await(); // one that an operator asked for
            jobs.start(OptionalLong.of(height), shelf.making(), config.makeBytesPerSecond());
            if (jobs.await() instanceof SnapshotJobs.State.Done(var ignored, Verdict.Sound sound)) {
                Folders.delete(shelf.scheduled(sound.height()));
                Files.move(shelf.making(), shelf.scheduled(sound.height()));
                List<Shelf.Item> removed = shelf.pruneScheduled(config.keep(), config.budgetBytes());
                journal.snapshotsPruned(removed.size(), shelf.items().size());
            }
        } catch (IOException | RefusedException | StorageException e) {
            journal.snapshotFailed(shelf.folder().toString(), String.valueOf(e.getMessage()));
        }
    }
}
