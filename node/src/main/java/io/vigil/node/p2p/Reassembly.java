package io.vigil.node.p2p;

import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts the pieces of one peer's messages together, each channel for itself. It holds what has arrived, not what was announced,
 * so a promise costs nothing. Confined to the link's thread.
 */
public final class Reassembly {
    /** Pieces but the last are at least this large, so that a message is a few hundred objects at most. */
    public static final int MIN_PIECE_BYTES = 16 << 10;

    /** A message that gets no further piece for this long is given up, and its sender with it. */
    public static final Duration STALLED_AFTER = Duration.ofSeconds(60);

    private final Partial[] partials = new Partial[Channel.values().length];
    private final Budget budget;

    public Reassembly(Budget budget) {
        this.budget = budget;
        for (int i = 0; i < partials.length; i++) {
            partials[i] = new Partial();
        }
    }

    /**
     * Takes a piece.
     *
     * @param totalBytes of the whole message in its first piece, 0 in the others
     * @return the message if this piece completes it
     * @throws MalformedException if the piece does not fit what came before, or a limit
     */
    public Optional<Bytes> add(Channel channel, int totalBytes, Bytes content, long nowNanos)
            throws MalformedException {
        Partial partial = partials[channel.ordinal()];
        if ((totalBytes == 0) != partial.isBegun()) {
            throw new MalformedException(channel + ": a piece that " + (totalBytes == 0 ? "continues" : "interrupts")
                    + (partial.isBegun() ? " a message" : " no message"));
        }
        if (totalBytes < 0 || totalBytes > channel.maxMessageBytes()) {
            throw new MalformedException(
                    channel + ": a message of " + totalBytes + " bytes, more than " + channel.maxMessageBytes());
        }
        int total = partial.isBegun() ? partial.totalBytes : totalBytes;
        int arrived = partial.arrivedBytes + content.size();
        boolean isLast = arrived == total;
        if (arrived > total || content.isEmpty() || (!isLast && content.size() < MIN_PIECE_BYTES)) {
            throw new MalformedException(channel + ": a piece of " + content.size() + " bytes after "
                    + partial.arrivedBytes + " of " + total);
        }
        if (isLast) {
            return Optional.of(finish(partial, content));
        }
        if (!budget.take(content.size())) {
            throw new MalformedException(channel + ": too many unfinished messages from all peers");
        }
        partial.add(total, content, nowNanos);
        return Optional.empty();
    }

    /** Whether some message stopped on its way. */
    public boolean isStalled(long nowNanos) {
        for (Partial partial : partials) {
            if (partial.isBegun() && nowNanos - partial.touchedNanos > STALLED_AFTER.toNanos()) {
                return true;
            }
        }
        return false;
    }

    /** Forgets what is unfinished. */
    public void close() {
        for (Partial partial : partials) {
            budget.giveBack(partial.arrivedBytes);
            partial.reset();
        }
    }

    private Bytes finish(Partial partial, Bytes last) {
        if (!partial.isBegun()) {
            return last;
        }
        budget.giveBack(partial.arrivedBytes);
        partial.pieces.add(last);
        Bytes message = Bytes.concat(partial.pieces.toArray(Bytes[]::new));
        partial.reset();
        return message;
    }

    private static final class Partial {
        private final List<Bytes> pieces = new ArrayList<>();
        private int totalBytes;
        private int arrivedBytes;
        private long touchedNanos;

        boolean isBegun() {
            return totalBytes > 0;
        }

        void add(int total, Bytes content, long nowNanos) {
            totalBytes = total;
            arrivedBytes += content.size();
            touchedNanos = nowNanos;
            pieces.add(content);
        }

        void reset() {
            pieces.clear();
            totalBytes = 0;
            arrivedBytes = 0;
        }
    }
}
