package io.vigil.testnet.bench;

import java.time.Duration;

/** How long a message takes from one simulated validator to another. */
interface Delays {
    long nanos(int from, int to);

    /** The same everywhere: the δ of papers. */
    static Delays uniform(Duration delta) {
        return (from, to) -> delta.toNanos();
    }

    /** Validator i stands in region i mod 13 of {@link AwsRegions}. */
    static Delays aws() {
        return AwsRegions::nanos;
    }
}
