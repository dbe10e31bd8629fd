package io.vigil.node.rpc;

import io.vigil.types.chain.Block;
import io.vigil.types.chain.Receipt;
import io.vigil.types.chain.Transaction;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Carries events from the threads that make them, which it never holds up, to listeners, on a thread of its own. When
 * listeners together fall {@link #MAX_WAITING} events behind, all subscriptions end with {@link Listener#lost}: nobody
 * sees a chain with a hole.
 */
public final class EventFeed implements ChainEvents, AutoCloseable {
    /** Events that may wait for the listeners; at 5,000 transactions per second some seconds of them. */
    public static final int MAX_WAITING = 16_384;

    private final BlockingQueue<Consumer<Listener>> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean isOverrun = new AtomicBoolean();
    private final Thread teller = Thread.ofVirtual().name("rpc-events").unstarted(this::tell);

    /** Starts telling. */
    public void start() {
        teller.start();
    }

    /** To be called for each block in order, after it is committed. */
    public void committed(Block block, List<Receipt> receipts) {
        offer(listener -> listener.committed(block, receipts));
    }

    public void pending(Transaction transaction) {
        offer(listener -> listener.pending(transaction));
    }

    @Override
    public Subscription subscribe(Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void close() {
        teller.interrupt();
    }

    private void offer(Consumer<Listener> event) {
        if (!listeners.isEmpty() && !waiting.offer(event)) {
            isOverrun.set(true);
        }
    }

    /** One listener's fault must not silence the others. */
    private void tell(Listener listener, Consumer<Listener> event) {
        try {
            event.accept(listener);
        } catch (RuntimeException e) {
            listeners.remove(listener);
            listener.lost();
        }
    }

    private void tell() {
        try {
            while (true) {
                Consumer<Listener> event = waiting.take();
                if (isOverrun.getAndSet(false)) {
                    List<Listener> all = List.copyOf(listeners);
                    listeners.removeAll(all);
                    waiting.clear();
                    all.forEach(Listener::lost);
                } else {
                    listeners.forEach(listener -> tell(listener, event));
                }
            }
        } catch (InterruptedException e) {
            // closed
        }
    }
}
