package io.vigil.node.agreement;

import io.vigil.consensus.Event;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;

/**
 * The one bounded queue of the consensus loop. An event is made when it is taken, so that its time never goes back. What
 * this node itself reports (a block executed, a peer gone) goes before what peers say and is never lost; what peers say
 * may be lost on the network anyway, so beyond the limit the oldest is dropped.
 */
public final class EventQueue {
    /** Messages of peers that may wait; a full mesh of 100 sends 200 a view. */
    static final int MAX_FROM_PEERS = 8_192;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    private final ArrayDeque<LongFunction<Event>> own = new ArrayDeque<>();
    private final ArrayDeque<LongFunction<Event>> peers = new ArrayDeque<>();
    private long dropped;
    private boolean closed;

    /** Something happened on this node. Bounded by what the node has under way: an execution, a build, its peers. */
    public void own(LongFunction<Event> event) {
        add(own, event);
    }

    /** A peer said something, verified. */
    public void fromPeer(LongFunction<Event> event) {
        lock.lock();
        try {
            if (peers.size() == MAX_FROM_PEERS) {
                peers.removeFirst();
                dropped++;
            }
        } finally {
            lock.unlock();
        }
        add(peers, event);
    }

    /** The next event, or nothing once {@code nanos} have passed or the queue was closed. */
    Optional<LongFunction<Event>> take(long nanos) throws InterruptedException {
        long left = nanos;
        lock.lock();
        try {
            while (own.isEmpty() && peers.isEmpty() && !closed) {
                if (left <= 0) {
                    return Optional.empty();
                }
                left = notEmpty.awaitNanos(left);
            }
            LongFunction<Event> next = own.pollFirst();
            return Optional.ofNullable(next != null ? next : peers.pollFirst());
        } finally {
            lock.unlock();
        }
    }

    public int size() {
        lock.lock();
        try {
            return own.size() + peers.size();
        } finally {
            lock.unlock();
        }
    }

    /** How many messages of peers were dropped because the queue was full. */
    public long dropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            notEmpty.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void add(ArrayDeque<LongFunction<Event>> queue, LongFunction<Event> event) {
        lock.lock();
        try {
            queue.addLast(event);
            notEmpty.signal();
        } finally {
            lock.unlock();
        }
    }
}
