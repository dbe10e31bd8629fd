package io.vigil.node.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.types.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every implementation of {@link Peers} does. */
public abstract class PeersContract {
    private final List<Node> nodes = new ArrayList<>();

    /** A member of the network under test. */
    public record Node(NodeId id, Peers peers, PeerRecorder recorder) {}

    /** After all nodes were closed. */
    protected void closeNetwork() {}

    /** Adds a node that finds all those before it. */
    protected abstract Node join(PeerListener listener, PeerRecorder recorder);

    protected final Node join() {
        PeerRecorder recorder = new PeerRecorder();
        Node node = join(recorder, recorder);
        nodes.add(node);
        return node;
    }

    @AfterEach
    void closeAll() {
        nodes.forEach(node -> node.peers().close());
        closeNetwork();
    }

    @Test
    void tellsBothSidesOfALink() {
        Node a = join();
        Node b = join();

        a.recorder().awaitConnected(b.id());
        b.recorder().awaitConnected(a.id());
        assertThat(ids(a.peers())).containsExactly(b.id());
        assertThat(ids(b.peers())).containsExactly(a.id());
    }

    @Test
    void deliversMessagesOfOneChannelInOrder() {
        Node a = join();
        Node b = join();
        a.recorder().awaitConnected(b.id());

        List<Bytes> sent = IntStream.range(0, 500).mapToObj(Bytes::ofLong).toList();
        sent.forEach(message ->
                assertThat(a.peers().send(b.id(), Channel.CONSENSUS, message)).isTrue());

        b.recorder().awaitMessages(Channel.CONSENSUS, 500);
        assertThat(b.recorder().messages(Channel.CONSENSUS)).isEqualTo(sent);
        assertThat(b.recorder().heard().getFirst()).isInstanceOf(PeerRecorder.Heard.Connected.class);
    }

    @Test
    void deliversTheLargestMessageOfEachChannelWhole() {
        Node a = join();
        Node b = join();
        a.recorder().awaitConnected(b.id());

        for (Channel channel : Channel.values()) {
            byte[] array = new byte[channel.maxMessageBytes()];
            for (int i = 0; i < array.length; i++) {
                array[i] = (byte) (i * 31 + i / 7919);
            }
            Bytes message = Bytes.wrap(array);
            assertThat(a.peers().send(b.id(), channel, message)).isTrue();
            b.recorder().awaitMessages(channel, 1);
            assertThat(b.recorder().messages(channel)).containsExactly(message);
        }
    }

    @Test
    void refusesToSendNothingOrTooMuch() {
        Node a = join();
        Node b = join();
        a.recorder().awaitConnected(b.id());

        Bytes tooLarge = Bytes.wrap(new byte[Channel.TRANSACTIONS.maxMessageBytes() + 1]);
        assertThatThrownBy(() -> a.peers().send(b.id(), Channel.TRANSACTIONS, tooLarge))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> a.peers().broadcast(Channel.CONSENSUS, Bytes.EMPTY))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void broadcastsToAllOthersAndNotToItself() {
        Node a = join();
        Node b = join();
        Node c = join();
        for (Node node : List.of(a, b, c)) {
            for (Node other : List.of(a, b, c)) {
                if (node != other) {
                    node.recorder().awaitConnected(other.id());
                }
            }
        }

        a.peers().broadcast(Channel.TRANSACTIONS, Bytes.of(7));
        b.peers().broadcast(Channel.TRANSACTIONS, Bytes.of(8));

        c.recorder().awaitMessages(Channel.TRANSACTIONS, 2);
        b.recorder().awaitMessages(Channel.TRANSACTIONS, 1);
        a.recorder().awaitMessages(Channel.TRANSACTIONS, 1);
        assertThat(a.recorder().messages(Channel.TRANSACTIONS)).containsExactly(Bytes.of(8));
        assertThat(b.recorder().messages(Channel.TRANSACTIONS)).containsExactly(Bytes.of(7));
    }

    @Test
    void mayBeSentToFromWithinConnected() {
        Node a = join();
        PeerRecorder recorder = new PeerRecorder();
        List<Peers> own = new ArrayList<>();
        Node greeter = join(new Greeter(recorder, own), recorder);
        own.add(greeter.peers());
        nodes.add(greeter);

        a.recorder().awaitConnected(greeter.id());
        a.peers().send(greeter.id(), Channel.SYNC, Bytes.of(1));
        a.recorder().awaitMessages(Channel.CONSENSUS, 1);
    }

    @Test
    void sendsNothingToAStranger() {
        Node a = join();

        assertThat(a.peers().send(new NodeId(Bytes.wrap(new byte[32])), Channel.SYNC, Bytes.of(1)))
                .isFalse();
    }

    @Test
    void tellsTheOtherSideWhenOneCloses() {
        Node a = join();
        Node b = join();
        a.recorder().awaitConnected(b.id());
        b.recorder().awaitConnected(a.id());

        b.peers().close();

        assertThat(a.recorder().awaitDisconnected(b.id())).isNotEmpty();
        assertThat(ids(a.peers())).isEmpty();
        assertThat(a.peers().send(b.id(), Channel.CONSENSUS, Bytes.of(1))).isFalse();
    }

    @Test
    void putsOutAPeerThatMisbehavesEnough() {
        Node a = join();
        Node b = join();
        a.recorder().awaitConnected(b.id());
        b.recorder().awaitConnected(a.id());

        a.peers().report(b.id(), Misconduct.BAD_ANSWER);
        a.peers().report(b.id(), Misconduct.BAD_PROOF);
        assertThat(ids(a.peers())).containsExactly(b.id());
        a.peers().report(b.id(), Misconduct.BAD_PROOF);

        assertThat(a.recorder().awaitDisconnected(b.id())).contains("misbehaved");
        b.recorder().awaitDisconnected(a.id());
    }

    protected static List<NodeId> ids(Peers peers) {
        return peers.connected().stream().map(status -> status.info().id()).toList();
    }

    /** Answers the first message from within the callback, as a node may do with STATUS. */
    private record Greeter(PeerRecorder recorder, List<Peers> own) implements PeerListener {
        @Override
        public void connected(PeerInfo peer) {
            recorder.connected(peer);
        }

        @Override
        public void message(NodeId from, Channel channel, Bytes message) {
            own.getFirst().send(from, Channel.CONSENSUS, Bytes.of(9));
        }

        @Override
        public void disconnected(NodeId peer, String reason) {
            recorder.disconnected(peer, reason);
        }

        @Override
        public void refused(String remote, String reason) {
            recorder.refused(remote, reason);
        }
    }
}
