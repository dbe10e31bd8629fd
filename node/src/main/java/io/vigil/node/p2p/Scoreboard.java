package io.vigil.node.p2p;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/**
 * Who misbehaved how much of late. Penalties halve every minute. A peer that reaches {@link Misconduct#LIMIT} is barred until
 * half of it has decayed. Safe for use by any thread; times are monotonic
 * nanoseconds.
 */
public final class Scoreboard {
    /** Ids cost nothing, so more of them than this say nothing; the one with the least penalty is forgotten first. */
    public static final int MAX_ENTRIES = 1_024;

    public static final Duration HALF_LIFE = Duration.ofMinutes(1);

    public static final Duration FOR_EVER = Duration.ofNanos(Long.MAX_VALUE);

    private final Map<NodeId, Entry> entries = new HashMap<>();

    private record Entry(double penalty, long atNanos, boolean barred) {
        double at(long nowNanos) {
            return penalty * Math.pow(0.5, (double) (nowNanos - atNanos) / HALF_LIFE.toNanos());
        }
    }

    /** @return whether the peer has reached the limit now */
    public synchronized boolean report(NodeId peer, Misconduct misconduct, long nowNanos) {
        double penalty = penalty(peer, nowNanos) + misconduct.penalty();
        boolean barred = penalty >= Misconduct.LIMIT || isBarred(peer, nowNanos, FOR_EVER);
        entries.put(peer, new Entry(penalty, nowNanos, barred));
        if (entries.size() > MAX_ENTRIES) {
            Comparator<Map.Entry<NodeId, Entry>> leastFirst =
                    Comparator.comparingDouble(entry -> entry.getValue().at(nowNanos));
            entries.entrySet().stream()
                    .min(leastFirst.thenComparing(Map.Entry::getKey))
                    .map(Map.Entry::getKey)
                    .ifPresent(entries::remove);
        }
        return barred;
    }

    public synchronized double penalty(NodeId peer, long nowNanos) {
        Entry entry = entries.get(peer);
        return entry == null ? 0 : entry.at(nowNanos);
    }

    /** @param atMost after its last misconduct the peer is let in again, whatever its penalty */
    public synchronized boolean isBarred(NodeId peer, long nowNanos, Duration atMost) {
        Entry entry = entries.get(peer);
        return entry != null
                && entry.barred()
                && nowNanos - entry.atNanos() < atMost.toNanos()
                && entry.at(nowNanos) > Misconduct.LIMIT / 2.0;
    }

    public synchronized int size() {
        return entries.size();
    }
}
