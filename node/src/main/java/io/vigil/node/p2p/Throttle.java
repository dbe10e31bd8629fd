package io.vigil.node.p2p;

/** A token bucket, in bytes or whatever else has a rate. Times are monotonic nanoseconds. */
public final class Throttle {
    private static final double NANOS_PER_SECOND = 1e9;

    private final double perNano;
    private final double burst;
    private double tokens;
    private long atNanos;

    public Throttle(long perSecond, long burst, long nowNanos) {
        this.perNano = perSecond / NANOS_PER_SECOND;
        this.burst = burst;
        this.tokens = burst;
        this.atNanos = nowNanos;
    }

    /** Notes what was read or done. */
    public void spend(long amount, long nowNanos) {
        refill(nowNanos);
        tokens -= amount;
    }

    /** Whether so much is there now. */
    public boolean allowsSpending(long amount, long nowNanos) {
        refill(nowNanos);
        return tokens >= amount;
    }

    public boolean allowsReading(long nowNanos) {
        refill(nowNanos);
        return tokens >= 0;
    }

    private void refill(long nowNanos) {
        tokens = Math.min(burst, tokens + (nowNanos - atNanos) * perNano);
        atNanos = nowNanos;
    }
}
