package io.vigil.timesync.clock;

import io.vigil.timesync.Reading;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Reads the wall clock and the monotonic clock of the machine as one. A pause between the two readings would look like a
 * step of the wall clock, so the tightest of a few tries counts.
 */
public final class MachineClocks {
    private static final int TRIES = 5;
    private static final long TIGHT_NANOS = 20_000;

    private final InstantSource wall;
    private final LongSupplier mono;
    private final long originNanos;

    /** @param mono such as {@code System::nanoTime}, whose origin is arbitrary; {@link Reading} counts from now on */
    public MachineClocks(InstantSource wall, LongSupplier mono) {
        this.wall = wall;
        this.mono = mono;
        this.originNanos = mono.getAsLong();
    }

    public long monoNanos() {
        return monoNanos(mono.getAsLong());
    }

    /** What {@link #monoNanos()} was when the monotonic source said {@code raw}. */
    public long monoNanos(long raw) {
        return raw - originNanos;
    }

    public Reading read() {
        long before = monoNanos();
        long wallNanos = Reading.nanos(wall.instant());
        long after = monoNanos();
        for (int i = 1; i < TRIES && after - before > TIGHT_NANOS; i++) {
            long nextBefore = monoNanos();
            long nextWall = Reading.nanos(wall.instant());
            long nextAfter = monoNanos();
            if (nextAfter - nextBefore < after - before) {
                before = nextBefore;
                wallNanos = nextWall;
                after = nextAfter;
            }
        }
        return new Reading(before + (after - before) / 2, wallNanos);
    }
}
