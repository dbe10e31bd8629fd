package io.vigil.testnet.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.Consensus;
import io.vigil.consensus.ConsensusParameters;
import io.vigil.consensus.ConsensusStart;
import io.vigil.consensus.Effect;
import io.vigil.consensus.Event;
import io.vigil.consensus.PeerId;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Signed;
import io.vigil.consensus.statements.Statement;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * R2.10: views without a commit cost no memory. Four cores hear each other, but no proposal ever arrives. {@code -Dvigil.views=100000} is the issue's
 * figure.
 */
class BarrenViewsTest {
    private static final int NODES = 4;
    private static final long MOST_GROWTH_BYTES = 4 << 20;

    private record Delivery(int node, Event event) {}

    private final EpochStart epoch = SimulatedKeys.genesis(NODES);
    private final List<Consensus> cores = new ArrayList<>();
    private final long[] timers = new long[NODES];
    private final Deque<Delivery> queue = new ArrayDeque<>();
    private long now;

    @Test
    void viewsWithoutACommitCostNoMemory() {
        int views = Integer.getInteger("vigil.views", 10_000);
        for (int node = 0; node < NODES; node++) {
            cores.add(new Consensus(
                    ConsensusParameters.DEFAULT,
                    signatures -> Bytes.EMPTY,
                    ConsensusStart.genesis(SimulatedKeys.key(node), epoch)));
            timers[node] = Long.MAX_VALUE;
            queue.add(new Delivery(node, new Event.Started(0)));
            for (int other = 0; other < NODES; other++) {
                if (other != node) {
                    queue.add(new Delivery(node, new Event.PeerConnected(0, peer(other), SimulatedKeys.key(other))));
                }
            }
        }
        runTo(views / 10);
        long early = heapBytes();
        runTo(views);
        long late = heapBytes();
        System.out.printf("%d views without a commit: %d KB early, %d KB late%n", views, early >> 10, late >> 10);
        assertThat(cores).allMatch(core -> core.status().head().height() == 0);
        assertThat(late - early).isLessThan(MOST_GROWTH_BYTES);
    }

    private void runTo(long view) {
        deliverAll();
        while (cores.getFirst().view() < view) {
            int next = 0;
            for (int node = 1; node < NODES; node++) {
                next = timers[node] < timers[next] ? node : next;
            }
            now = Math.max(now, timers[next]);
            timers[next] = Long.MAX_VALUE;
            queue.add(new Delivery(next, new Event.TimerFired(now)));
            deliverAll();
        }
    }

    private void deliverAll() {
        while (!queue.isEmpty()) {
            Delivery delivery = queue.poll();
            cores.get(delivery.node()).step(delivery.event()).forEach(effect -> perform(delivery.node(), effect));
        }
    }

    private void perform(int node, Effect effect) {
        if (effect instanceof Effect.StartTimer(long at)) {
            timers[node] = at;
        } else if (effect instanceof Effect.Speak(Statement.Timeout timeout)) {
            for (int to = 0; to < NODES; to++) {
                queue.add(new Delivery(
                        to, new Event.TimeoutReceived(now, peer(node), new Signed<>(timeout, node, Bytes.EMPTY))));
            }
        } else if (effect instanceof Effect.Broadcast(Message.Certified(var certificate))) {
            for (int to = 0; to < NODES; to++) {
                queue.add(new Delivery(to, new Event.CertificateReceived(now, peer(node), certificate)));
            }
        } else if (effect instanceof Effect.Build(BlockRef parent, long ofEpoch, long view, boolean byTimeout)) {
            Hash hash = Keccak.hash(Bytes.concat(Bytes.ofLong(view), Bytes.ofLong(node)));
            BlockRef block = new BlockRef(hash, parent.hash(), parent.height() + 1, ofEpoch, view, node, false);
            queue.add(new Delivery(node, new Event.Built(now, block)));
        }
    }

    private static PeerId peer(int node) {
        return new PeerId(SimulatedKeys.key(node).slice(0, 32));
    }

    private static long heapBytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
