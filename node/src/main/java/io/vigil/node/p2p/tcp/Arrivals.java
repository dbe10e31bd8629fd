package io.vigil.node.p2p.tcp;

import io.vigil.node.p2p.Throttle;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often somebody of one address may begin a handshake, which costs a few milliseconds whoever it is: as many at once as may have links,
 * then so many a second. Confined to the event loop; times are monotonic nanoseconds.
 */
final class Arrivals {
    /** A twentieth of a core in handshakes; honest nodes come again twice a second at most, and are dialled too. */
    static final int PER_SECOND = 20;

    /** Addresses that are remembered. */
    static final int MAX_ADDRESSES = 1_024;

    private final int burst;
    private final Map<InetAddress, Throttle> byAddress = new LinkedHashMap<>(16, 0.75F, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Throttle> eldest) {
            return size() > MAX_ADDRESSES;
        }
    };

    Arrivals(int burst) {
        this.burst = burst;
    }

    /** Counts it if it may. */
    boolean allows(InetAddress from, long nowNanos) {
        Throttle throttle = byAddress.computeIfAbsent(from, address -> new Throttle(PER_SECOND, burst, nowNanos));
        boolean allowed = throttle.allowsSpending(1, nowNanos);
        if (allowed) {
            throttle.spend(1, nowNanos);
        }
        return allowed;
    }
}
