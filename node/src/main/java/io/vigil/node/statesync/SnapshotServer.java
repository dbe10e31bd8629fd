package io.vigil.node.statesync;

import io.vigil.node.p2p.Channel;
import io.vigil.node.p2p.NodeId;
import io.vigil.node.p2p.Peers;
import io.vigil.node.p2p.Throttle;
import io.vigil.node.statesync.messages.SnapshotMessage;
import io.vigil.node.statesync.wire.SnapshotCodec;
import io.vigil.node.sync.QuestionQueue;
import io.vigil.types.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Gives peers what they ask of our snapshots: one question of each in turn, all together held to a rate, and on the channel
 * that everything else goes before. So neither agreement nor one of several askers is kept waiting by another.
 */
public final class SnapshotServer implements Runnable, AutoCloseable {
    /** How long it looks away while the rate is used up. */
    private static final long PAUSE_NANOS = 5_000_000;

    private final Catalogue catalogue;
    private final Peers peers;
    private final Tampering tampering;
    private final boolean serves;
    private final LongSupplier monotonic;
    private final Throttle throttle;
    private final QuestionQueue<SnapshotMessage> questions = new QuestionQueue<>();

    /** What a drill makes of the parts that peers get. */
    @FunctionalInterface
    public interface Tampering {
        Bytes served(int file, Bytes part);
    }

    /** @param bytesPerSecond to all peers together; 0 serves none */
    public SnapshotServer(
            Catalogue catalogue, Peers peers, long bytesPerSecond, Tampering tampering, LongSupplier monotonic) {
        this.catalogue = catalogue;
        this.peers = peers;
        this.tampering = tampering;
        this.serves = bytesPerSecond > 0;
        this.monotonic = monotonic;
        this.throttle = new Throttle(Math.max(1, bytesPerSecond), bytesPerSecond, monotonic.getAsLong());
    }

    /** Takes a question; one too many of a peer is dropped, and times out at the asker. */
    void offer(NodeId from, SnapshotMessage question) {
        questions.offer(from, question);
    }

    void left(NodeId peer) {
        questions.forget(peer);
    }

    @Override
    public void run() {
        try {
            while (true) {
                QuestionQueue.Question<SnapshotMessage> question = questions.take();
                awaitRate();
                answer(question.message()).ifPresent(answer -> {
                    Bytes message = SnapshotCodec.encode(answer);
                    throttle.spend(message.size(), monotonic.getAsLong());
                    peers.send(question.from(), Channel.SNAPSHOTS, message);
                });
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    @Override
    public void close() {
        questions.close();
    }

    private void awaitRate() {
        while (!throttle.allowsReading(monotonic.getAsLong())) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private Optional<SnapshotMessage> answer(SnapshotMessage message) {
        return switch (message) {
            case SnapshotMessage.GetOffers(long request) ->
                Optional.of(new SnapshotMessage.Offers(request, serves ? catalogue.offers() : List.of()));
            case SnapshotMessage.GetPart question ->
                Optional.of((serves ? catalogue.part(question) : Optional.<SnapshotMessage.Part>empty())
                        .<SnapshotMessage>map(part -> new SnapshotMessage.Part(
                                part.request(), part.totalBytes(), tampering.served(question.file(), part.content())))
                        .orElse(new SnapshotMessage.PartMissing(question.request())));
            case SnapshotMessage.Offers answer -> Optional.empty();
            case SnapshotMessage.Part answer -> Optional.empty();
            case SnapshotMessage.PartMissing answer -> Optional.empty();
        };
    }
}
