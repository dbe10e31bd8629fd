package io.vigil.node.agreement;

import io.vigil.consensus.PeerId;
import io.vigil.types.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Messages that nobody has looked at yet. Each peer's wait in a line of their own, and lines are served in turn, so that
 * who says much waits for itself alone. Safe for use by any thread.
 */
final class FairQueue {
    private final int most;
    private final int mostOfPeer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    private final Map<PeerId, ArrayDeque<Bytes>> lines = new HashMap<>();
    private final ArrayDeque<PeerId> turns = new ArrayDeque<>();
    private int size;

    /**
     * @param most messages in all
     * @param mostOfPeer messages of one peer
     */
    FairQueue(int most, int mostOfPeer) {
        this.most = most;
        this.mostOfPeer = mostOfPeer;
    }

    /** A message as it came. */
    record Received(PeerId from, Bytes message) {}

    /** What became of a message. */
    enum Taken {
        YES,
        /** Its sender's line is full. */
        LINE_FULL,
        ALL_FULL
    }

    Taken offer(PeerId from, Bytes message) {
        lock.lock();
        try {
            ArrayDeque<Bytes> line = lines.get(from);
            if (line != null && line.size() == mostOfPeer) {
                return Taken.LINE_FULL;
            }
            if (size == most) {
                return Taken.ALL_FULL;
            }
            if (line == null) {
                line = new ArrayDeque<>();
                lines.put(from, line);
                turns.addLast(from);
            }
            line.addLast(message);
            size++;
            notEmpty.signal();
            return Taken.YES;
        } finally {
            lock.unlock();
        }
    }

    /**
     * One message of each peer after the other.
     *
     * @param together at most
     * @param ofOne at most of one peer
     * @param nanos to wait for the first
     */
    List<Received> take(int together, int ofOne, long nanos) throws InterruptedException {
        long left = nanos;
        lock.lock();
        try {
            while (size == 0 && left > 0) {
                left = notEmpty.awaitNanos(left);
            }
            return takeInTurn(together, ofOne);
        } finally {
            lock.unlock();
        }
    }

    /** Drops a peer's line. */
    void forget(PeerId peer) {
        lock.lock();
        try {
            ArrayDeque<Bytes> line = lines.remove(peer);
            if (line != null) {
                size -= line.size();
                turns.remove(peer);
            }
        } finally {
            lock.unlock();
        }
    }

    private List<Received> takeInTurn(int together, int ofOne) {
        List<Received> taken = new ArrayList<>();
        Map<PeerId, Integer> counts = new HashMap<>();
        List<PeerId> had = new ArrayList<>();
        while (taken.size() < together && !turns.isEmpty()) {
            PeerId peer = turns.removeFirst();
            ArrayDeque<Bytes> line = Objects.requireNonNull(lines.get(peer), "who has a turn has a line");
            taken.add(new Received(peer, line.removeFirst()));
            if (line.isEmpty()) {
                lines.remove(peer);
            } else if (counts.merge(peer, 1, Integer::sum) < ofOne) {
                turns.addLast(peer);
            } else {
                had.add(peer);
            }
        }
        turns.addAll(had);
        size -= taken.size();
        return taken;
    }

    int size() {
        lock.lock();
        try {
            return size;
        } finally {
            lock.unlock();
        }
    }
}
