package io.vigil.node.p2p.tcp;

import io.vigil.node.config.PeerAddress;
import io.vigil.node.p2p.Channel;
import io.vigil.node.p2p.NodeId;
import io.vigil.node.p2p.PeerInfo;
import io.vigil.node.p2p.PeerListener;
import io.vigil.types.Bytes;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Measures a link on the loopback address: round trip of a small message, throughput of large and of small ones, and what each
 * costs. Both ends run in this process, so the cost is that of sender and receiver together.
 */
final class LinkBench {
    private static final int ROUND_TRIPS = 20_000;
    private static final int LARGE = 2_000;
    private static final int SMALL = 500_000;
    private static final Bytes SMALL_MESSAGE = Bytes.wrap(new byte[200]);
    private static final Bytes LARGE_MESSAGE = Bytes.wrap(new byte[1 << 20]);

    private LinkBench() {}

    public static void main(String[] arguments) throws InterruptedException {
        Semaphore pongs = new Semaphore(0);
        AtomicLong received = new AtomicLong();
        Semaphore window = new Semaphore(0);
        TestNode[] server = new TestNode[1];
        server[0] = new TestNode(validator(1), List.of(new Ear((from, channel, message) -> {
            if (channel == Channel.CONSENSUS) {
                server[0].peers.send(from, channel, message);
            } else {
                received.incrementAndGet();
                window.release();
            }
        })));
        Semaphore linked = new Semaphore(0);
        Ear ear = new Ear((from, channel, message) -> pongs.release(), linked);
        try (TestNode client = new TestNode(validator(2, server[0].address()), List.of(ear))) {
            linked.acquire();
            NodeId peer = server[0].id();
            for (int round = 1; round <= 3; round++) {
                roundTrips(client, peer, pongs);
                stream("1 MiB messages", client, peer, Channel.SYNC, LARGE_MESSAGE, LARGE, 6, window);
                stream("200-byte messages", client, peer, Channel.TRANSACTIONS, SMALL_MESSAGE, SMALL, 10_000, window);
            }
        } finally {
            server[0].close();
        }
    }

    /** Strangers would be held to their rate. */
    private static TestNode.Settings validator(int seed, PeerAddress... peers) {
        TestNode.Settings settings = TestNode.Settings.of(seed, peers);
        NodeId id = new NodeId(settings.key().id());
        return settings.role(TestNode.validator(TestNode.blsKey(seed), id, TestNode.GENESIS))
                .validators(any -> true);
    }

    private static void roundTrips(TestNode client, NodeId peer, Semaphore pongs) throws InterruptedException {
        long[] nanos = new long[ROUND_TRIPS];
        long cpu = cpuNanos();
        for (int i = 0; i < ROUND_TRIPS; i++) {
            long start = System.nanoTime();
            client.peers.send(peer, Channel.CONSENSUS, SMALL_MESSAGE);
            pongs.acquire();
            nanos[i] = System.nanoTime() - start;
        }
        cpu = cpuNanos() - cpu;
        Arrays.sort(nanos);
        System.out.printf(
                "round trip of 200 bytes: p50 %.0f us, p99 %.0f us, CPU %.1f us per message%n",
                nanos[ROUND_TRIPS / 2] / 1e3, nanos[ROUND_TRIPS * 99 / 100] / 1e3, cpu / 1e3 / (2 * ROUND_TRIPS));
    }

    private static void stream(
            String what,
            TestNode client,
            NodeId peer,
            Channel channel,
            Bytes message,
            int count,
            int ahead,
            Semaphore window)
            throws InterruptedException {
        window.drainPermits();
        window.release(ahead);
        long start = System.nanoTime();
        long cpu = cpuNanos();
        for (int i = 0; i < count; i++) {
            window.acquire();
            client.peers.send(peer, channel, message);
        }
        window.acquire(ahead);
        double seconds = (System.nanoTime() - start) / 1e9;
        double micros = (cpuNanos() - cpu) / 1e3 / count;
        System.out.printf(
                "%s: %.0f per second, %.0f MiB/s, CPU %.1f us per message%n",
                what, count / seconds, count / seconds * message.size() / (1 << 20), micros);
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private interface Hears {
        void message(NodeId from, Channel channel, Bytes message);
    }

    private record Ear(Hears hears, Semaphore linked) implements PeerListener {
        Ear(Hears hears) {
            this(hears, new Semaphore(0));
        }

        @Override
        public void connected(PeerInfo peer) {
            linked.release();
        }

        @Override
        public void message(NodeId from, Channel channel, Bytes message) {
            hears.message(from, channel, message);
        }

        @Override
        public void disconnected(NodeId peer, String reason) {
            System.out.println("lost " + peer + ": " + reason);
        }

        @Override
        public void refused(String remote, String reason) {
            System.out.println("refused " + remote + ": " + reason);
        }
    }
}
