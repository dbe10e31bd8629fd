package io.vigil.node.p2p.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.node.keys.NodeKey;
import io.vigil.node.p2p.NodeId;
import io.vigil.node.p2p.Role;
import io.vigil.node.p2p.wire.Frame;
import io.vigil.node.p2p.wire.FrameCodec;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocket;

/** A peer that does nothing by itself: a test writes and reads its frames, good ones and bad. */
final class RawPeer implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    final NodeId id;
    private final NodeKey key;
    private final SSLSocket socket;
    private final OutputStream out;
    private final DataInputStream in;

    RawPeer(int seed, int port) throws IOException {
        key = TestNode.key(seed);
        id = new NodeId(key.id());
        socket = (SSLSocket)
                new TlsIdentity(key).context().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.startHandshake();
        out = socket.getOutputStream();
        in = new DataInputStream(socket.getInputStream());
    }

    static Frame.Hello hello(long chainId, Hash genesis, int protocol) {
        return hello(chainId, genesis, new Frame.Versions(protocol, protocol));
    }

    static Frame.Hello hello(long chainId, Hash genesis, Frame.Versions versions) {
        return new Frame.Hello(
                versions, "raw/1", chainId, genesis, 77, 0, List.of(), new Role.Observer(), 1_600_000_000_000L);
    }

    /** Says HELLO as a peer of the tests' chain and waits to be let in. */
    RawPeer greet() throws IOException, MalformedException {
        send(hello(TestNode.CHAIN_ID, TestNode.GENESIS, Frame.PROTOCOL));
        assertThat(read()).containsInstanceOf(Frame.Hello.class);
        assertThat(read()).containsInstanceOf(Frame.Ping.class);
        return this;
    }

    void send(Frame frame) throws IOException {
        write(FrameCodec.encode(frame));
    }

    void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** The next frame, or nothing if the other side has closed. */
    Optional<Frame> read() throws IOException, MalformedException {
        int length;
        try {
            length = in.readInt();
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.of(FrameCodec.decode(in.readNBytes(length)));
    }

    /** Why the other side said it closed. */
    String awaitGoodbye() throws IOException, MalformedException {
        while (true) {
            Optional<Frame> frame = read();
            if (frame.isEmpty()) {
                return "closed without a word";
            }
            if (frame.get() instanceof Frame.Goodbye(String reason)) {
                return reason;
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
