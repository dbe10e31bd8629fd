package io.vigil.node.snapshot;

import io.vigil.node.config.RefusedException;
import io.vigil.node.log.Journal;
import io.vigil.node.preflight.Preflight;
import io.vigil.storage.snapshot.Verdict;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Snapshots that a running node makes on a thread of its own, one at a time. */
public final class SnapshotJobs implements AutoCloseable {
    /** Leaves most of a core and of a common disk to the chain; {@code vigil bench snapshot} prints what blocks wait beside it. */
    public static final long DEFAULT_BYTES_PER_SECOND = 40_000_000;

    private final SnapshotMaker maker;
    private final Journal journal;
    private final AtomicReference<State> state = new AtomicReference<>(new State.Idle());
    private @Nullable Thread worker;

    /** What the jobs are doing. */
    public sealed interface State {
        record Idle() implements State {}

        record Working(Path out, PacedWork work) implements State {}

        record Done(Path out, Verdict verdict) implements State {}

        record Failed(Path out, RuntimeException cause) implements State {}
    }

    public SnapshotJobs(SnapshotMaker maker, Journal journal) {
        this.maker = maker;
        this.journal = journal;
    }

    public State state() {
        return state.get();
    }

    /**
     * Begins one.
     *
     * @param bytesPerSecond 0 for no limit
     * @throws RefusedException if one is being made, or {@code out} is no place for it
     */
    public synchronized void start(OptionalLong height, Path out, long bytesPerSecond) {
        if (state.get() instanceof State.Working(Path other, PacedWork ignored)) {
            throw new RefusedException("a snapshot is being made in " + other + "; wait for it");
        }
        Preflight.of(out).owner().probe().require();
        PacedWork work = new PacedWork(
                bytesPerSecond, System::nanoTime, new ProgressLog(out.toString(), journal, System::nanoTime));
        state.set(new State.Working(out, work));
        worker = Thread.ofPlatform().name("snapshot").daemon().start(() -> state.set(make(height, out, work)));
    }

    /** Waits for the one that is being made, if there is one. */
    State await() throws InterruptedException {
        Thread running;
        synchronized (this) {
            running = worker;
        }
        if (running != null) {
            running.join();
        }
        return state.get();
    }

    private State make(OptionalLong height, Path out, PacedWork work) {
        long started = System.nanoTime();
        try {
            Verdict verdict = maker.make(height, out, work);
            long millis = (System.nanoTime() - started) / 1_000_000;
            switch (verdict) {
                case Verdict.Sound sound -> journal.snapshotMade(sound.height(), sound.id(), out.toString(), millis);
                case Verdict.Faulty faulty -> journal.snapshotFailed(out.toString(), faulty.toString());
            }
            return new State.Done(out, verdict);
        } catch (RuntimeException e) {
            journal.snapshotFailed(out.toString(), String.valueOf(e.getMessage()));
            return new State.Failed(out, e);
        }
    }

    /** Stops what is being made. */
    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            running = worker;
        }
        if (running != null) {
            running.interrupt();
            try {
                running.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
