package io.vigil.node.p2p;

/** A token bucket: how long to read nothing so that a peer keeps to a rate. Times are monotonic nanoseconds. */
public final class Throttle {
    private static final double NANOS_PER_SECOND = 1e9;

    private final double bytesPerNano;
    private final double burstBytes;
    private double tokens;
    private long atNanos;

    public Throttle(long bytesPerSecond, long burstBytes, long nowNanos) {
        this.bytesPerNano = bytesPerSecond / NANOS_PER_SECOND;
        this.burstBytes = burstBytes;
        this.tokens = burstBytes;
        this.atNanos = nowNanos;
    }

    /** Notes what was read. */
    public void spend(long bytes, long nowNanos) {
        refill(nowNanos);
        tokens -= bytes;
    }

    public boolean allowsReading(long nowNanos) {
        refill(nowNanos);
        return tokens >= 0;
    }

    private void refill(long nowNanos) {
        tokens = Math.min(burstBytes, tokens + (nowNanos - atNanos) * bytesPerNano);
        atNanos = nowNanos;
    }
}
