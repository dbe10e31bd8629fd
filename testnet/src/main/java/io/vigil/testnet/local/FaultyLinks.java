package io.vigil.testnet.local;

import io.vigil.node.p2p.Channel;
import io.vigil.node.p2p.LinkFilter;
import io.vigil.node.p2p.NodeId;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** The links of one node, each as bad as somebody set it. Delayed messages keep their order, as on any stream. */
final class FaultyLinks implements LinkFilter {
    private static final int ALL_PERCENT = 100;

    private final Map<NodeId, LinkFault> faults = new ConcurrentHashMap<>();
    private final Map<NodeId, Long> lastDue = new ConcurrentHashMap<>();
    private final RandomGenerator random;
    private final LongSupplier monotonic;

    /** @param random safe for use by any thread */
    FaultyLinks(RandomGenerator random, LongSupplier monotonic) {
        this.random = random;
        this.monotonic = monotonic;
    }

    /** Replaces what was set for {@code peer}. */
    void set(NodeId peer, LinkFault fault) {
        if (fault.equals(LinkFault.NONE)) {
            faults.remove(peer);
            lastDue.remove(peer);
        } else {
            faults.put(peer, fault);
        }
    }

    SortedMap<NodeId, LinkFault> all() {
        return new TreeMap<>(faults);
    }

    @Override
    public boolean isCut(NodeId peer) {
        return faults.getOrDefault(peer, LinkFault.NONE).cut();
    }

    @Override
    public Fate fate(NodeId peer, Channel channel) {
        LinkFault fault = faults.getOrDefault(peer, LinkFault.NONE);
        if (fault.lossPercent() > 0 && random.nextInt(ALL_PERCENT) < fault.lossPercent()) {
            return new Fate.Dropped();
        }
        return fault.delay().isPositive() ? new Fate.Delayed(delay(peer, fault)) : Fate.DELIVERED;
    }

    private Duration delay(NodeId peer, LinkFault fault) {
        long now = monotonic.getAsLong();
        long jitter = fault.jitter().toNanos();
        long wished = now + fault.delay().toNanos() + (jitter == 0 ? 0 : random.nextLong(-jitter, jitter + 1));
        long due = lastDue.merge(peer, wished, (before, fresh) -> fresh - before > 0 ? fresh : before);
        return Duration.ofNanos(due - now);
    }
}
