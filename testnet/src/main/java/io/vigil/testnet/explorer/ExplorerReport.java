package io.vigil.testnet.explorer;

import java.time.Duration;
import java.util.Locale;

/**
 * What a search came to.
 *
 * @param states distinct ones, up to the order of honest nodes
 * @param steps tried: what one member does up to its next signature
 * @param depth steps on the longest path
 * @param open states whose steps were not all tried yet
 * @param violation what was found and the steps that lead there; empty if nothing was
 */
public record ExplorerReport(
        long states, long steps, int depth, long open, boolean exhausted, Duration took, String violation) {
    public boolean isClean() {
        return violation.isEmpty();
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,d distinct states, %,d steps, depth %d, %s, %.1f s (%,d states/s)%s",
                states,
                steps,
                depth,
                exhausted ? "exhausted" : "open frontier " + String.format(Locale.ROOT, "%,d", open),
                took.toMillis() / 1000.0,
                states * 1000 / Math.max(1, took.toMillis()),
                isClean() ? "" : "\n" + violation);
    }
}
