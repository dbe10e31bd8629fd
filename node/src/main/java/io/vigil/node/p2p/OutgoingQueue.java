package io.vigil.node.p2p;

import io.vigil.types.Bytes;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * What waits to be sent to one peer. The most important channel goes first, and a larger message goes in pieces, so that a
 * vote never waits for more than one piece of a block. Whoever sends never waits: a queue that is full loses its oldest message
 * of the least important channel, and a message less important than all that wait is not taken.
 *
 * <p>Safe for use by any thread; senders put in, the link takes out.
 */
public final class OutgoingQueue {
    /** A piece: 5 ms at 100 Mbit/s. */
    public static final int PIECE_BYTES = 64 << 10;

    /** All channels together: less than their sum, so that a peer that reads nothing loses the less important first. */
    public static final int MAX_BYTES = 24 << 20;

    /** What a waiting message costs beside its bytes, so that a million empty-handed ones are bounded too. */
    public static final int OVERHEAD_BYTES = 64;

    private final Lane[] lanes = new Lane[Channel.values().length];
    private final Budget budget;
    private long queuedBytes;
    private long dropped;
    private boolean closed;

    public OutgoingQueue(Budget budget) {
        this.budget = budget;
        for (Channel channel : Channel.values()) {
            lanes[channel.ordinal()] = new Lane(channel);
        }
    }

    /** A piece of a message: its bytes from {@code offset}, {@code length} of them. */
    public record Piece(Channel channel, Bytes message, int offset, int length) {
        public boolean isFirst() {
            return offset == 0;
        }
    }

    /** @return whether it was taken */
    public synchronized boolean offer(Channel channel, Bytes message) {
        if (message.isEmpty() || message.size() > channel.maxMessageBytes()) {
            throw new IllegalArgumentException("a message of " + channel + " has 1 to " + channel.maxMessageBytes()
                    + " bytes, not " + message.size());
        }
        Lane lane = lanes[channel.ordinal()];
        int cost = message.size() + OVERHEAD_BYTES;
        if (closed || !makeRoom(lane, cost) || !budget.take(cost)) {
            dropped++;
            return false;
        }
        lane.waiting.add(message);
        lane.bytes += cost;
        queuedBytes += cost;
        return true;
    }

    /** Takes the next piece to send. */
    public synchronized Optional<Piece> next() {
        for (Lane lane : lanes) {
            Bytes message = lane.waiting.peek();
            if (message != null) {
                int length = Math.min(PIECE_BYTES, message.size() - lane.sentOfFirst);
                Piece piece = new Piece(lane.channel, message, lane.sentOfFirst, length);
                lane.sentOfFirst += length;
                if (lane.sentOfFirst == message.size()) {
                    remove(lane.waiting.remove(), lane);
                    lane.sentOfFirst = 0;
                }
                return Optional.of(piece);
            }
        }
        return Optional.empty();
    }

    public synchronized long queuedBytes() {
        return queuedBytes;
    }

    /** How many messages were lost or not taken. */
    public synchronized long dropped() {
        return dropped;
    }

    /** Forgets everything; nothing is taken from now on. */
    public synchronized void close() {
        closed = true;
        for (Lane lane : lanes) {
            lane.waiting.clear();
            lane.bytes = 0;
        }
        budget.giveBack(queuedBytes);
        queuedBytes = 0;
    }

    private boolean makeRoom(Lane lane, int cost) {
        while (lane.bytes + cost > lane.channel.maxQueueBytes() + OVERHEAD_BYTES) {
            if (!dropOldest(lane)) {
                return false;
            }
        }
        for (int i = lanes.length - 1; i >= lane.channel.ordinal(); i--) {
            while (queuedBytes + cost > MAX_BYTES && dropOldest(lanes[i])) {
                continue;
            }
        }
        return queuedBytes + cost <= MAX_BYTES;
    }

    /** A message whose first pieces are out must be finished, or the peer could not read what follows. */
    private boolean dropOldest(Lane lane) {
        Bytes begun = lane.sentOfFirst > 0 ? lane.waiting.poll() : null;
        Bytes oldest = lane.waiting.poll();
        if (begun != null) {
            lane.waiting.addFirst(begun);
        }
        if (oldest == null) {
            return false;
        }
        remove(oldest, lane);
        dropped++;
        return true;
    }

    private void remove(Bytes message, Lane lane) {
        int cost = message.size() + OVERHEAD_BYTES;
        lane.bytes -= cost;
        queuedBytes -= cost;
        budget.giveBack(cost);
    }

    private static final class Lane {
        private final Channel channel;
        private final ArrayDeque<Bytes> waiting = new ArrayDeque<>();
        private int sentOfFirst;
        private long bytes;

        Lane(Channel channel) {
            this.channel = channel;
        }
    }
}
