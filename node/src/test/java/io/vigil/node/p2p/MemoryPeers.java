package io.vigil.node.p2p;

import io.vigil.node.config.Endpoint;
import io.vigil.types.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A mesh within the process: everyone who joins a network is linked to everyone else. Its one thread delivers in order. */
public final class MemoryPeers implements Peers {
    private final Network network;
    private final NodeId self;
    private final Role role;
    private final PeerListener listener;
    private final Scoreboard scores = new Scoreboard();
    private final List<MemoryPeers> linked = new ArrayList<>();

    private MemoryPeers(Network network, NodeId self, Role role, PeerListener listener) {
        this.network = network;
        this.self = self;
        this.role = role;
        this.listener = listener;
    }

    /** Those who see each other; also the lock of all their links. */
    public static final class Network implements AutoCloseable {
        private final ExecutorService thread = Executors.newSingleThreadExecutor();
        private final List<MemoryPeers> members = new ArrayList<>();

        public synchronized MemoryPeers join(NodeId id, Role role, PeerListener listener) {
            MemoryPeers joined = new MemoryPeers(this, id, role, listener);
            for (MemoryPeers other : members) {
                other.linked.add(joined);
                joined.linked.add(other);
                thread.execute(() -> listener.connected(other.info(Direction.OUTGOING)));
                thread.execute(() -> other.listener.connected(joined.info(Direction.INCOMING)));
            }
            members.add(joined);
            return joined;
        }

        @Override
        public void close() {
            thread.shutdownNow();
        }
    }

    @Override
    public boolean send(NodeId peer, Channel channel, Bytes message) {
        check(channel, message);
        synchronized (network) {
            Optional<MemoryPeers> to = find(peer);
            to.ifPresent(other -> deliver(other, channel, message));
            return to.isPresent();
        }
    }

    @Override
    public void broadcast(Channel channel, Bytes message) {
        check(channel, message);
        synchronized (network) {
            linked.forEach(other -> deliver(other, channel, message));
        }
    }

    @Override
    public void report(NodeId peer, Misconduct misconduct) {
        synchronized (network) {
            if (scores.report(peer, misconduct, System.nanoTime())) {
                find(peer).ifPresent(other -> unlink(other, "misbehaved"));
            }
        }
    }

    @Override
    public List<PeerStatus> connected() {
        synchronized (network) {
            return linked.stream()
                    .sorted(Comparator.comparing((MemoryPeers other) -> other.self))
                    .map(this::status)
                    .toList();
        }
    }

    @Override
    public void close() {
        synchronized (network) {
            List.copyOf(linked).forEach(other -> unlink(other, "it said: shutting down"));
        }
    }

    private Optional<MemoryPeers> find(NodeId peer) {
        return linked.stream().filter(other -> other.self.equals(peer)).findFirst();
    }

    private void deliver(MemoryPeers to, Channel channel, Bytes message) {
        network.thread.execute(() -> to.listener.message(self, channel, message));
    }

    private void unlink(MemoryPeers other, String reason) {
        linked.remove(other);
        other.linked.remove(this);
        network.thread.execute(() -> listener.disconnected(other.self, reason));
        network.thread.execute(() -> other.listener.disconnected(self, reason));
    }

    private PeerStatus status(MemoryPeers other) {
        return new PeerStatus(
                other.info(Direction.OUTGOING),
                Duration.ZERO,
                Duration.ZERO,
                new ClockSample(Duration.ZERO, Duration.ZERO, 0),
                0,
                0,
                0,
                0,
                scores.penalty(other.self, System.nanoTime()));
    }

    private PeerInfo info(Direction direction) {
        return new PeerInfo(self, new Endpoint("memory", 0), role, direction, "memory");
    }

    private static void check(Channel channel, Bytes message) {
        if (message.isEmpty() || message.size() > channel.maxMessageBytes()) {
            throw new IllegalArgumentException("a message of " + message.size() + " bytes");
        }
    }
}
