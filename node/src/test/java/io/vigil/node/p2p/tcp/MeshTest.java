package io.vigil.node.p2p.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.node.config.Endpoint;
import io.vigil.node.config.PeerAddress;
import io.vigil.node.config.RefusedException;
import io.vigil.node.p2p.Channel;
import io.vigil.node.p2p.ClockSample;
import io.vigil.node.p2p.LinkFilter;
import io.vigil.node.p2p.NodeId;
import io.vigil.node.p2p.PeerRecorder.Heard;
import io.vigil.node.p2p.Role;
import io.vigil.types.Bytes;
import io.vigil.types.crypto.BlsSecretKey;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes that find, lose and find each other again, on real sockets. */
class MeshTest {
    private static final LinkTimes QUICK =
            new LinkTimes(Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofMillis(1_500));

    private final List<TestNode> open = new ArrayList<>();

    @AfterEach
    void closeAll() {
        open.forEach(TestNode::close);
    }

    @Test
    void keepsOneLinkHoweverManyDialAtOnce() throws Exception {
        List<Integer> ports = freePorts(6);
        for (int i = 0; i < ports.size(); i++) {
            List<PeerAddress> others = new ArrayList<>();
            for (int j = 0; j < ports.size(); j++) {
                NodeId id = new NodeId(TestNode.key(j + 1).id());
                others.add(new PeerAddress(id.bytes(), new Endpoint("127.0.0.1", ports.get(j))));
            }
            start(TestNode.Settings.of(i + 1, others.toArray(PeerAddress[]::new))
                    .port(ports.get(i)));
        }
        for (TestNode node : open) {
            for (TestNode other : open) {
                if (node != other) {
                    node.recorder.awaitConnected(other.id());
                }
            }
        }
        broadcastUntilAllHear();
        for (TestNode node : open) {
            assertThat(node.peers.connected()).hasSize(open.size() - 1);
            assertAlternates(node.recorder.heard());
        }
    }

    @Test
    void isBackWithinASecondAfterARestart() {
        TestNode first = start(TestNode.Settings.of(1));
        TestNode second = start(TestNode.Settings.of(2, first.address()));
        first.recorder.awaitConnected(second.id());
        second.recorder.awaitConnected(first.id());

        open.remove(first);
        first.close();
        second.recorder.awaitDisconnected(first.id());
        long restarted = System.nanoTime();
        TestNode again = start(TestNode.Settings.of(1).port(first.port));
        second.recorder.awaitConnected(again.id());

        assertThat(Duration.ofNanos(System.nanoTime() - restarted)).isLessThan(Duration.ofSeconds(3));
        again.recorder.awaitConnected(second.id());
        assertThat(second.peers.send(again.id(), Channel.CONSENSUS, Bytes.of(1)))
                .isTrue();
        again.recorder.awaitMessages(Channel.CONSENSUS, 1);
    }

    @Test
    void takesTheNewLinkOfAProgramThatRestartedWithoutNotice() throws Exception {
        TestNode node = start(TestNode.Settings.of(1));
        try (RawPeer before = new RawPeer(2, node.port).greet();
                RawPeer after = new RawPeer(2, node.port).greet()) {
            assertThat(before.awaitGoodbye()).contains("replaced by a newer connection");
            node.recorder.await("the second link", heard -> heard.size() == 3);
            assertAlternates(node.recorder.heard());
            assertThat(node.peers.send(after.id, Channel.SYNC, Bytes.of(1))).isTrue();
        }
    }

    @Test
    void refusesWhoAnswersUnderAnotherId() {
        TestNode node = start(TestNode.Settings.of(1));
        PeerAddress wrong =
                new PeerAddress(TestNode.key(77).id(), node.address().endpoint());
        TestNode dialler = start(TestNode.Settings.of(2, wrong));

        dialler.recorder.awaitRefusal("another node answers there: " + node.id());
        assertThat(dialler.peers.connected()).isEmpty();
    }

    @Test
    void doesNotTalkToItself() {
        TestNode node = start(TestNode.Settings.of(1));
        TestNode copy = start(TestNode.Settings.of(1, node.address()));

        assertThat(copy.peers.connected()).isEmpty();
        assertThat(node.peers.send(node.id(), Channel.SYNC, Bytes.of(1))).isFalse();
    }

    @Test
    void learnsOfValidatorsFromAPeerAndLinksToThem() {
        List<BlsSecretKey> keys = List.of(TestNode.blsKey(1), TestNode.blsKey(2), TestNode.blsKey(3));
        Predicate<Bytes> set = key ->
                keys.stream().anyMatch(secret -> secret.publicKey().bytes().equals(key));
        TestNode hub = start(validator(TestNode.Settings.of(1), keys.get(0), set));
        TestNode left = start(validator(TestNode.Settings.of(2, hub.address()), keys.get(0), set));
        TestNode right = start(validator(TestNode.Settings.of(3, hub.address()), keys.get(0), set));

        left.recorder.awaitConnected(right.id());
        right.recorder.awaitConnected(left.id());
        assertThat(left.peers.connected())
                .anyMatch(status -> status.info().id().equals(right.id())
                        && status.info().role() instanceof Role.Validator role
                        && role.blsKey().equals(keys.get(0).publicKey().bytes())
                        && status.info().endpoint().port() == right.port);
    }

    @Test
    void readsThePeersClock() {
        InstantSource ahead = () -> Instant.now().plusSeconds(10);
        TestNode node = start(TestNode.Settings.of(1).times(QUICK));
        TestNode other =
                start(TestNode.Settings.of(2, node.address()).clock(ahead).times(QUICK));
        node.recorder.awaitConnected(other.id());

        ClockSample sample = node.peers.connected().getFirst().clock();
        Duration slack = sample.radius().plusMillis(20);
        assertThat(sample.offset())
                .isBetween(
                        Duration.ofSeconds(10).minus(slack),
                        Duration.ofSeconds(10).plus(slack));
        assertThat(node.peers.connected().getFirst().roundTrip()).isPositive();
    }

    @Test
    void losesAndFindsAPeerThatADrillCutsOff() {
        Links links = new Links();
        TestNode node = start(TestNode.Settings.of(1).times(QUICK).filter(links));
        TestNode other = start(TestNode.Settings.of(2, node.address()).times(QUICK));
        node.recorder.awaitConnected(other.id());
        other.recorder.awaitConnected(node.id());

        links.cut.add(other.id());
        node.recorder.awaitDisconnected(other.id());
        other.recorder.awaitDisconnected(node.id());
        assertThat(node.peers.send(other.id(), Channel.CONSENSUS, Bytes.of(1))).isFalse();

        links.cut.clear();
        node.recorder.awaitConnected(other.id());
        other.recorder.awaitConnected(node.id());
    }

    @Test
    void dropsAndDelaysMessagesAsADrillSays() {
        Links links = new Links();
        TestNode node = start(TestNode.Settings.of(1).filter(links));
        TestNode other = start(TestNode.Settings.of(2, node.address()));
        node.recorder.awaitConnected(other.id());

        links.fates.put(Channel.SYNC, new LinkFilter.Fate.Dropped());
        links.fates.put(Channel.CONSENSUS, new LinkFilter.Fate.Delayed(Duration.ofMillis(300)));
        long sent = System.nanoTime();
        node.peers.send(other.id(), Channel.SYNC, Bytes.of(1));
        node.peers.send(other.id(), Channel.CONSENSUS, Bytes.of(2));
        node.peers.send(other.id(), Channel.TRANSACTIONS, Bytes.of(3));

        other.recorder.awaitMessages(Channel.CONSENSUS, 1);
        assertThat(Duration.ofNanos(System.nanoTime() - sent)).isGreaterThan(Duration.ofMillis(290));
        assertThat(other.recorder.messages(Channel.TRANSACTIONS)).containsExactly(Bytes.of(3));
        assertThat(other.recorder.messages(Channel.SYNC)).isEmpty();
    }

    @Test
    void sendsAVoteBeforeTheRestOfABlock() throws Exception {
        TestNode node = start(TestNode.Settings.of(1));
        try (RawPeer raw = new RawPeer(2, node.port).greet()) {
            node.recorder.awaitConnected(raw.id);
            for (int i = 0; i < 7; i++) {
                node.peers.send(raw.id, Channel.SYNC, Bytes.wrap(new byte[1 << 20]));
            }
            node.peers.send(raw.id, Channel.TRANSACTIONS, Bytes.of(2));
            node.peers.send(raw.id, Channel.CONSENSUS, Bytes.of(1));

            long syncBytes = 0;
            List<Channel> small = new ArrayList<>();
            while (small.size() < 2) {
                if (raw.read().orElseThrow()
                        instanceof io.vigil.node.p2p.wire.Frame.Part(Channel channel, int total, Bytes content)) {
                    if (channel == Channel.SYNC) {
                        syncBytes += content.size();
                    } else {
                        small.add(channel);
                        assertThat(syncBytes)
                                .as("sync bytes before " + channel)
                                .isLessThanOrEqualTo(channel == Channel.CONSENSUS ? 6L << 20 : 7L << 20);
                    }
                }
            }
            assertThat(small).containsExactly(Channel.CONSENSUS, Channel.TRANSACTIONS);
            assertThat(syncBytes).isEqualTo(7L << 20);
        }
    }

    @Test
    void saysWhichPortIsTaken() {
        TestNode node = start(TestNode.Settings.of(1));

        assertThatThrownBy(() -> start(TestNode.Settings.of(2).port(node.port)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("127.0.0.1:" + node.port)
                .hasMessageContaining("in use");
    }

    private TestNode start(TestNode.Settings settings) {
        TestNode node = new TestNode(settings);
        open.add(node);
        return node;
    }

    private static TestNode.Settings validator(TestNode.Settings settings, BlsSecretKey key, Predicate<Bytes> set) {
        Role role = TestNode.validator(key, new NodeId(settings.key().id()), TestNode.GENESIS);
        return settings.role(role).validators(set);
    }

    /** Links may still be replaced while twins are sorted out; what is said last over those that stay arrives. */
    private void broadcastUntilAllHear() {
        for (TestNode node : open) {
            node.peers.broadcast(Channel.CONSENSUS, node.id().bytes());
        }
        for (TestNode node : open) {
            node.recorder.await(
                    "all others, linked and heard",
                    heard -> node.peers.connected().size() == open.size() - 1);
        }
    }

    /** For each peer: connected, then disconnected, then connected. */
    private static void assertAlternates(List<Heard> heard) {
        Map<NodeId, Boolean> linked = new ConcurrentHashMap<>();
        for (Heard event : heard) {
            switch (event) {
                case Heard.Connected(var peer) ->
                    assertThat(linked.put(peer.id(), true)).isNotEqualTo(true);
                case Heard.Message(NodeId from, Channel channel, Bytes bytes) ->
                    assertThat(linked.get(from)).isTrue();
                case Heard.Disconnected(NodeId peer, String reason) ->
                    assertThat(linked.put(peer, false)).isTrue();
                case Heard.Refused refused -> {}
            }
        }
    }

    private static List<Integer> freePorts(int count) throws Exception {
        List<ServerSocket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(new ServerSocket(0));
        }
        List<Integer> ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    /** Faults that a test turns on and off. */
    private static final class Links implements LinkFilter {
        private final Set<NodeId> cut = ConcurrentHashMap.newKeySet();
        private final Map<Channel, Fate> fates = new ConcurrentHashMap<>();

        @Override
        public boolean isCut(NodeId peer) {
            return cut.contains(peer);
        }

        @Override
        public Fate fate(NodeId peer, Channel channel) {
            return fates.getOrDefault(channel, Fate.DELIVERED);
        }
    }
}
