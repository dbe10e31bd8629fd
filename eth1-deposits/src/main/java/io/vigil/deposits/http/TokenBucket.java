package io.vigil.deposits.http;

import java.time.Duration;

/** So many requests per second on average, and as many at once (P-11). Time is given in. Not thread-safe. */
public final class TokenBucket {
    private final double perSecond;
    private double tokens;
    private long lastNanos;

    public TokenBucket(int perSecond, long nowNanos) {
        if (perSecond < 1) {
            throw new IllegalArgumentException(perSecond + " requests per second");
        }
        this.perSecond = perSecond;
        this.tokens = perSecond;
        this.lastNanos = nowNanos;
    }

    /** Takes one token and says how long to wait before using it. */
    public Duration take(long nowNanos) {
        tokens = Math.min(perSecond, tokens + (nowNanos - lastNanos) / 1e9 * perSecond);
        lastNanos = nowNanos;
        tokens -= 1;
        return tokens >= 0 ? Duration.ZERO : Duration.ofNanos((long) (-tokens / perSecond * 1e9));
    }
}
