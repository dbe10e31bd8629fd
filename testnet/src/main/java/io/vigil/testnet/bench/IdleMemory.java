package io.vigil.testnet.bench;

import java.time.Duration;

/**
 * Memory while nothing is committed (R2.10): cores that give up on view after view must hold no more after many than after
 * a few.
 */
final class IdleMemory {
    private static final int VALIDATORS = 4;
    private static final Duration DELTA = Duration.ofMillis(5);
    private static final double MEBIBYTE = 1 << 20;

    private final SimulatedAgreement agreement = new SimulatedAgreement(
            VALIDATORS, 1, SimulatedAgreement.unpaced(DELTA.multipliedBy(2)), Delays.uniform(DELTA));

    /** Bytes that this Java holds after {@code views} more views without a block. */
    long bytesAfter(long views) {
        agreement.withoutBlocks(views);
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        System.gc(); // the second takes what the first found to be garbage only at its end
        return runtime.totalMemory() - runtime.freeMemory();
    }

    static double mebibytes(long bytes) {
        return Math.round(10 * bytes / MEBIBYTE) / 10.0;
    }
}
