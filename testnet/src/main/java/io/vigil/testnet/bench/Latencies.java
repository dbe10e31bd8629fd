package io.vigil.testnet.bench;

import java.util.Arrays;

/** Times, of which percentiles are asked. */
final class Latencies {
    private static final double NANOS_PER_MILLI = 1_000_000.0;

    private final long[] nanos;

    Latencies(long[] nanos) {
        this.nanos = nanos.clone();
        Arrays.sort(this.nanos);
    }

    /** The least time that {@code share} of all do not exceed, in milliseconds; 0 if there is none. */
    double millis(double share) {
        if (nanos.length == 0) {
            return 0;
        }
        int rank = (int) Math.ceil(share * nanos.length);
        return nanos[Math.max(0, rank - 1)] / NANOS_PER_MILLI;
    }
}
