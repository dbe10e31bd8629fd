package io.vigil.node.p2p.tcp;

import java.time.Duration;
import java.util.LinkedHashMap;

/**
 * Which of those who could not be let in are told of: each remote and reason once a minute and no more than a few a second altogether, so
 * that nobody can fill the operator's log from outside.
 */
final class Refusals {
    static final Duration QUIET = Duration.ofMinutes(1);
    static final int MAX_REMEMBERED = 256;
    static final int MAX_PER_SECOND = 5;

    private static final long SECOND_NANOS = 1_000_000_000L;

    private final LinkedHashMap<String, Long> toldNanos = new LinkedHashMap<>();
    private long secondNanos;
    private int inThisSecond;

    boolean mayTell(String remote, String reason, long now) {
        String key = remote + ' ' + reason;
        Long told = toldNanos.get(key);
        if ((told != null && now - told < QUIET.toNanos()) || !isWithinRate(now)) {
            return false;
        }
        toldNanos.remove(key);
        toldNanos.put(key, now);
        if (toldNanos.size() > MAX_REMEMBERED) {
            toldNanos.remove(toldNanos.firstEntry().getKey());
        }
        return true;
    }

    private boolean isWithinRate(long now) {
        if (inThisSecond == 0 || now - secondNanos >= SECOND_NANOS) {
            secondNanos = now;
            inThisSecond = 0;
        }
        return inThisSecond++ < MAX_PER_SECOND;
    }
}
