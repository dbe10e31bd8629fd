package io.vigil.node.snapshot;

import java.time.Duration;
import java.util.Optional;

/**
 * How far a long operation is.
 *
 * @param phase what it is doing, in a word
 * @param totalBytes of this phase; 0 if unknown
 */
public record Progress(String phase, long doneBytes, long totalBytes, Duration elapsed) {
    private static final double MEGA = 1e6;

    public double bytesPerSecond() {
        return elapsed.isZero() ? 0 : doneBytes * 1e9 / elapsed.toNanos();
    }

    /** Time left at the rate so far; nothing if that says nothing yet. */
    public Optional<Duration> left() {
        double rate = bytesPerSecond();
        return rate == 0 || totalBytes == 0
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds((long) (Math.max(0, totalBytes - doneBytes) / rate)));
    }

    /** One line for people. */
    @Override
    public String toString() {
        StringBuilder line = new StringBuilder("%s  %.0f MB".formatted(phase, doneBytes / MEGA));
        if (totalBytes > 0) {
            line.append(
                    " of %.0f MB (%d %%)".formatted(totalBytes / MEGA, Math.min(100, 100 * doneBytes / totalBytes)));
        }
        line.append(", %.0f MB/s".formatted(bytesPerSecond() / MEGA));
        left().ifPresent(left -> line.append(", %d s left".formatted(left.toSeconds())));
        return line.toString();
    }
}
