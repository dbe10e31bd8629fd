package io.vigil.timesync.udp;

import io.vigil.types.Bytes;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/** How many questions each address may still ask: a bucket per IPv4 address or IPv6 /64. Owned by one event loop. */
final class AddressBudgets {
    /** Beyond this the address heard longest ago is forgotten, and so starts with a full bucket again. */
    static final int MAX_ADDRESSES = 65_536;

    private static final int V6_PREFIX_BYTES = 8;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final long nanosPerQuestion;
    private final long fullNanos;
    private final Map<Bytes, Long> paidUntil = new LinkedHashMap<>(16, 0.75f, true);

    /** @param perSecond questions per second in the long run; {@code burst} at once */
    AddressBudgets(int perSecond, int burst) {
        this.nanosPerQuestion = NANOS_PER_SECOND / perSecond;
        this.fullNanos = nanosPerQuestion * burst;
    }

    /** Whether one more question from there is answered; if so it is paid for. */
    boolean allows(InetAddress from, long monoNanos) {
        byte[] raw = from.getAddress();
        Bytes key = Bytes.copyOf(raw, 0, Math.min(raw.length, V6_PREFIX_BYTES));
        long paid = Math.max(paidUntil.getOrDefault(key, monoNanos), monoNanos) + nanosPerQuestion;
        if (paid - monoNanos > fullNanos) {
            return false;
        }
        paidUntil.put(key, paid);
        if (paidUntil.size() > MAX_ADDRESSES) {
            paidUntil.remove(paidUntil.keySet().iterator().next());
        }
        return true;
    }
}
