package io.vigil.timesync.udp;

import java.time.Duration;

/**
 * When a server that does not answer may be asked again (draft -19, section 7): after min(1.5^(n−1), 86400) seconds for
 * n failures in a row, until a properly signed answer comes.
 */
record Backoff(int failures, long askedMonoNanos) {
    static final Backoff NONE = new Backoff(0, 0);

    private static final double FACTOR = 1.5;
    private static final long LONGEST_SECONDS = Duration.ofDays(1).toSeconds();

    boolean allowsAsking(long monoNanos) {
        return failures == 0 || monoNanos - askedMonoNanos >= pause().toNanos();
    }

    Duration pause() {
        double seconds = failures == 0 ? 0 : Math.min(Math.pow(FACTOR, failures - 1.0), LONGEST_SECONDS);
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    Backoff failed(long monoNanos) {
        return new Backoff(Math.min(failures + 1, 100), monoNanos);
    }
}
