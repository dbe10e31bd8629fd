package io.vigil.testnet.local;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A process that we started. The system gives process ids again, so a process counts as ours only if it started when
 * ours did.
 */
public record RunningProcess(long pid, Instant startedAt) {
    /** Linux gives start times in ticks since boot, and the time of boot moves with the clock. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    static RunningProcess of(ProcessHandle handle) {
        return new RunningProcess(handle.pid(), handle.info().startInstant().orElse(Instant.EPOCH));
    }

    /** The process, if it still runs and is the one that was started. */
    public Optional<ProcessHandle> handle() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isOurs);
    }

    public boolean isAlive() {
        return handle().isPresent();
    }

    private boolean isOurs(ProcessHandle handle) {
        Instant started = handle.info().startInstant().orElse(Instant.EPOCH);
        return Duration.between(startedAt, started).abs().compareTo(TOLERANCE) <= 0;
    }
}
