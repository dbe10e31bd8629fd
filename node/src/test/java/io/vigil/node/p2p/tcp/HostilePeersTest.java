package io.vigil.node.p2p.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.node.config.Endpoint;
import io.vigil.node.p2p.Channel;
import io.vigil.node.p2p.NodeId;
import io.vigil.node.p2p.OutgoingQueue;
import io.vigil.node.p2p.PeerRecorder;
import io.vigil.node.p2p.PeerStatus;
import io.vigil.node.p2p.PeersConfig;
import io.vigil.node.p2p.Role;
import io.vigil.node.p2p.wire.Frame;
import io.vigil.node.p2p.wire.FrameCodec;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever arrives at the port, the node says why it closes and goes on serving others. */
class HostilePeersTest {
    /** Five seconds' worth of what a stranger may send. */
    private static final int FLOOD = 5_000;

    private static final LinkTimes SHORT =
            new LinkTimes(Duration.ofMillis(2_000), Duration.ofMillis(100), Duration.ofMillis(800));

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    @Test
    void closesOnGarbage() throws IOException {
        TestNode node = start(TestNode.Settings.of(1));
        byte[] noise = new byte[5_000];
        java.util.Arrays.fill(noise, (byte) 0xa5);
        for (byte[] garbage :
                List.of("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII), noise)) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port)) {
                socket.setSoTimeout(20_000);
                socket.getOutputStream().write(garbage);
                assertThat(endOf(socket)).isTrue();
            }
        }
        node.recorder.awaitRefusal("SSL/TLS");
        assertThat(node.recorder.refusals()).allMatch(reason -> reason.length() < 300);
        assertServes(node);
    }

    @Test
    void closesAHalfOpenHandshake() throws IOException {
        TestNode node = start(TestNode.Settings.of(1).times(SHORT));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(new byte[] {0x16, 3, 1}); // the beginning of a ClientHello
            assertThat(endOf(socket)).isTrue();
        }
        node.recorder.awaitRefusal("did not finish the TLS handshake within 2000 ms");
        assertServes(node);
    }

    @Test
    void closesOnAPeerThatSaysNothingOrDribbles() throws IOException, MalformedException {
        TestNode node = start(TestNode.Settings.of(1).times(SHORT));
        RawPeer silent = raw(2, node);
        RawPeer dribbler = raw(3, node);
        dribbler.write(new byte[] {0, 0, 1, 0, 0x0a});

        assertThat(silent.awaitGoodbye()).contains("sent no HELLO within 2000 ms");
        assertThat(dribbler.awaitGoodbye()).contains("sent no HELLO within 2000 ms");
        assertServes(node);
    }

    @Test
    void refusesAClientWithoutACertificate() throws IOException, GeneralSecurityException {
        TestNode node = start(TestNode.Settings.of(1));
        SSLContext anonymous = SSLContext.getInstance("TLSv1.3");
        anonymous.init(null, new TrustManager[] {new TrustEveryone()}, null);
        try (SSLSocket socket =
                (SSLSocket) anonymous.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), node.port)) {
            socket.setSoTimeout(20_000);
            try {
                socket.startHandshake();
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("certificate");
            }
        }
        node.recorder.awaitRefusal("TLS");
        assertServes(node);
    }

    @Test
    void closesOnALargeFrameBeforeHello() throws IOException, MalformedException {
        TestNode node = start(TestNode.Settings.of(1));
        RawPeer raw = raw(2, node);
        raw.write(new byte[] {0, 0, 0x10, 1});

        assertThat(raw.awaitGoodbye()).contains("a frame of 4097 bytes, not 1 to 4096");
        assertServes(node);
    }

    @Test
    void closesOnAFrameLargerThanTheLimitAndScoresThePeer() throws IOException, MalformedException {
        TestNode node = start(TestNode.Settings.of(1));
        for (int i = 0; i < 2; i++) {
            RawPeer raw = raw(2, node).greet();
            node.recorder.awaitConnected(raw.id);
            raw.write(new byte[] {0, 0x40, 0, 1});
            assertThat(raw.awaitGoodbye()).contains("a frame of 4194305 bytes, not 1 to 4194304");
        }
        RawPeer barred = raw(2, node);
        barred.send(RawPeer.hello(TestNode.CHAIN_ID, TestNode.GENESIS, Frame.PROTOCOL));
        assertThat(barred.awaitGoodbye()).contains("misbehaved and is barred");
        assertServes(node);
    }

    @Test
    void closesOnWhatIsNoFrame() throws IOException, MalformedException {
        TestNode node = start(TestNode.Settings.of(1));
        int seed = 2;
        for (byte[] frame : List.of(
                new byte[] {0, 0, 0, 1, (byte) 0xff},
                new byte[] {0, 0, 0, 0},
                FrameCodec.encode(RawPeer.hello(TestNode.CHAIN_ID, TestNode.GENESIS, 1)),
                FrameCodec.encode(new Frame.Part(Channel.SYNC, 0, Bytes.of(1))),
                FrameCodec.encode(new Frame.Part(Channel.SYNC, Channel.SYNC.maxMessageBytes() + 1, Bytes.of(1))),
                FrameCodec.encode(new Frame.Part(Channel.SYNC, 9, Bytes.of(1))),
                FrameCodec.encode(new Frame.Part(Channel.SYNC, 1, Bytes.of(1, 2))))) {
            RawPeer raw = raw(seed++, node).greet();
            raw.write(frame);
            assertThat(raw.awaitGoodbye()).contains("sent what is not of the protocol");
        }
        assertServes(node);
    }

    @Test
    void tellsBothSidesThatTheirChainsDiffer() {
        Hash other = Hash.fromHex("0x" + "22".repeat(32));
        TestNode node = start(TestNode.Settings.of(1));
        TestNode stranger = start(TestNode.Settings.of(2, node.address()).chain(7, other));

        for (PeerRecorder recorder : List.of(node.recorder, stranger.recorder)) {
            recorder.awaitRefusal("is of another chain");
            assertThat(recorder.refusals().getFirst())
                    .contains(other.toHex())
                    .contains(TestNode.GENESIS.toHex())
                    .contains("chain id 7")
                    .contains("chain id 20200309");
        }
        assertServes(node);
    }

    @Test
    void refusesAnotherProtocol() throws IOException, MalformedException {
        TestNode node = start(TestNode.Settings.of(1));
        RawPeer raw = raw(2, node);
        raw.send(RawPeer.hello(TestNode.CHAIN_ID, TestNode.GENESIS, 99));

        assertThat(raw.awaitGoodbye()).contains("speaks protocol 99 (raw/1), here it is protocol 1");
    }

    /** G41: a later release that still speaks ours is no stranger, or no network could be upgraded node by node. */
    @Test
    void takesALaterProtocolThatSpeaksOursToo() throws IOException, MalformedException {
        TestNode node = start(TestNode.Settings.of(1));
        RawPeer raw = raw(2, node);
        raw.send(RawPeer.hello(TestNode.CHAIN_ID, TestNode.GENESIS, new Frame.Versions(1, 2)));
        node.recorder.awaitConnected(raw.id);

        RawPeer tooNew = raw(3, node);
        tooNew.send(RawPeer.hello(TestNode.CHAIN_ID, TestNode.GENESIS, new Frame.Versions(2, 3)));
        assertThat(tooNew.awaitGoodbye()).contains("speaks protocol 2 to 3 (raw/1), here it is protocol 1");
    }

    @Test
    void refusesAClaimToAKeyOfSomeoneElse() {
        var bls = TestNode.blsKey(9);
        Role stolen = TestNode.validator(bls, new NodeId(TestNode.key(5).id()), TestNode.GENESIS);
        TestNode node = start(TestNode.Settings.of(1));
        start(TestNode.Settings.of(2, node.address()).role(stolen));

        node.recorder.awaitRefusal("claims a validator key without proof");
    }

    @Test
    void dropsAPeerThatFallsSilent() throws IOException, MalformedException {
        TestNode node = start(TestNode.Settings.of(1).times(SHORT));
        RawPeer raw = raw(2, node).greet();
        node.recorder.awaitConnected(raw.id);

        assertThat(node.recorder.awaitDisconnected(raw.id)).contains("silent for 800 ms");
    }

    @Test
    void holdsABoundedAmountForAPeerThatReadsNothing() throws IOException, MalformedException {
        LinkTimes patient = new LinkTimes(Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofMinutes(1));
        TestNode node = start(TestNode.Settings.of(1).times(patient));
        RawPeer raw = raw(2, node).greet();
        node.recorder.awaitConnected(raw.id);

        Bytes large = Bytes.wrap(new byte[1 << 20]);
        for (int i = 0; i < 100; i++) {
            for (Channel channel : Channel.values()) {
                node.peers.send(raw.id, channel, large);
            }
        }
        node.peers.send(raw.id, Channel.CONSENSUS, Bytes.of(42));

        PeerStatus status = node.peers.connected().getFirst();
        assertThat(status.queuedBytes()).isBetween(8L << 20, (long) OutgoingQueue.MAX_BYTES);
        assertThat(status.droppedMessages()).isGreaterThan(200);
        assertThat(lastConsensusMessage(raw)).isEqualTo(Bytes.of(42));
    }

    @Test
    void takesAFloodWithoutLosingOthers() throws IOException, MalformedException {
        TestNode node = start(TestNode.Settings.of(1));
        RawPeer flooder = raw(2, node).greet();
        TestNode other = start(TestNode.Settings.of(3, node.address()));
        node.recorder.awaitConnected(other.id());
        other.recorder.awaitConnected(node.id());

        byte[] flood = FrameCodec.encode(new Frame.Part(Channel.TRANSACTIONS, 1, Bytes.of(1)));
        byte[] many = new byte[flood.length * FLOOD];
        for (int i = 0; i < FLOOD; i++) {
            System.arraycopy(flood, 0, many, i * flood.length, flood.length);
        }
        flooder.write(many);
        other.peers.send(node.id(), Channel.CONSENSUS, Bytes.of(5));

        node.recorder.awaitMessages(Channel.CONSENSUS, 1);
        node.recorder.awaitMessages(Channel.TRANSACTIONS, FLOOD);
    }

    @Test
    void refusesMoreConnectionsOfOneAddressThanAllowed() throws IOException, MalformedException {
        Endpoint listen = new Endpoint("127.0.0.1", 0);
        TestNode node = start(TestNode.Settings.of(1)
                .config(new PeersConfig(listen, listen, List.of(), Duration.ofSeconds(1), 32, 2)));
        raw(2, node).greet();
        RawPeer second = raw(3, node).greet();
        try (Socket third = new Socket(InetAddress.getLoopbackAddress(), node.port)) {
            third.setSoTimeout(20_000);
            assertThat(endOf(third)).isTrue();
        }
        node.recorder.awaitRefusal("has 2 connections, more are not taken");

        second.close();
        node.recorder.awaitDisconnected(second.id);
        raw(4, node).greet();
    }

    @Test
    void keepsSlotsForValidators() throws IOException, MalformedException {
        Endpoint listen = new Endpoint("127.0.0.1", 0);
        var bls = TestNode.blsKey(9);
        TestNode node = start(TestNode.Settings.of(1)
                .validators(bls.publicKey().bytes()::equals)
                .config(new PeersConfig(listen, listen, List.of(), Duration.ofSeconds(1), 1, 50)));
        raw(2, node).greet();
        RawPeer refused = raw(3, node);
        refused.send(RawPeer.hello(TestNode.CHAIN_ID, TestNode.GENESIS, Frame.PROTOCOL));
        assertThat(refused.awaitGoodbye()).contains("all 1 slots for nodes that are no validators are taken");

        TestNode.Settings validator = TestNode.Settings.of(4, node.address());
        TestNode admitted = start(validator.role(
                TestNode.validator(bls, new NodeId(validator.key().id()), TestNode.GENESIS)));
        node.recorder.awaitConnected(admitted.id());
        assertThat(node.peers.connected())
                .anyMatch(status -> status.info().role() instanceof Role.Validator known
                        && known.blsKey().equals(bls.publicKey().bytes()));
    }

    @Test
    void makesRoomForNewHandshakes() throws IOException {
        TestNode node = start(TestNode.Settings.of(1));
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < Mesh.MAX_UNGREETED + 20; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port);
            sockets.add(socket);
            open.add(socket);
        }
        sockets.getFirst().setSoTimeout(20_000);
        assertThat(endOf(sockets.getFirst())).isTrue();
        assertServes(node);
    }

    private TestNode start(TestNode.Settings settings) {
        TestNode node = new TestNode(settings);
        open.add(node);
        return node;
    }

    private RawPeer raw(int seed, TestNode node) throws IOException {
        RawPeer raw = new RawPeer(seed, node.port);
        open.add(raw);
        return raw;
    }

    /** Another node can still come and be heard. */
    private void assertServes(TestNode node) {
        TestNode witness = start(TestNode.Settings.of(200, node.address()));
        witness.recorder.awaitConnected(node.id());
        witness.peers.send(node.id(), Channel.SYNC, Bytes.of(1));
        node.recorder.awaitMessages(Channel.SYNC, 1);
    }

    /** Whether the other side closes, whatever it says before. */
    private static boolean endOf(Socket socket) {
        try {
            while (socket.getInputStream().read() >= 0) {
                continue;
            }
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static Bytes lastConsensusMessage(RawPeer raw) throws IOException, MalformedException {
        while (true) {
            if (raw.read().orElseThrow() instanceof Frame.Part(Channel channel, int total, Bytes content)
                    && channel == Channel.CONSENSUS
                    && total == 1) {
                return content;
            }
        }
    }

    private static final class TrustEveryone implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
