package io.vigil.node;

import io.vigil.node.mempool.Origin;
import io.vigil.node.mempool.TransactionGate;
import io.vigil.node.p2p.Channel;
import io.vigil.node.p2p.Misconduct;
import io.vigil.node.p2p.NodeId;
import io.vigil.node.p2p.Peers;
import io.vigil.node.sync.wire.GossipCodec;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.Transaction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Transactions between nodes: what becomes executable here is sent on once, in batches, to all peers; what comes is
 * offered to the pool. One thread runs it, so that recovering signers never holds up a link.
 */
final class Gossip implements Runnable {
    /** Messages or transactions that may wait; beyond it they are dropped, which costs a peer's hint and no transaction. */
    static final int MAX_WAITING = 8_192;

    /** Transactions of one message: 512 of the usual 120 bytes fill a frame of 64 KiB. */
    private static final int MAX_BATCH = 512;

    private static final int MAX_BATCH_BYTES = 512 << 10;

    /** What was sent or received lately is not sent again. */
    private static final int MAX_SEEN = 65_536;

    private static final long IDLE_MILLIS = 500;

    private final TransactionGate gate;
    private final Peers peers;
    private final Predicate<Bytes> signals;
    private final BlockingQueue<Item> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final Map<Hash, Boolean> seen = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Hash, Boolean> eldest) {
            return size() > MAX_SEEN;
        }
    };
    private volatile boolean closed;

    private sealed interface Item {
        record Received(NodeId from, Bytes message, boolean isLastHop) implements Item {}

        record Own(Transaction transaction) implements Item {}
    }

    /** @param signals takes in a peer's signal of readiness; true if it was news and is worth passing on */
    Gossip(TransactionGate gate, Peers peers, Predicate<Bytes> signals) {
        this.gate = gate;
        this.peers = peers;
        this.signals = signals;
    }

    /** @param isLastHop whether the sender, a validator of the full mesh, told all others too */
    void offer(NodeId from, Bytes message, boolean isLastHop) {
        waiting.offer(new Item.Received(from, message, isLastHop));
    }

    /** {@code transaction} can go into a block: peers should know. */
    void executable(Transaction transaction) {
        waiting.offer(new Item.Own(transaction));
    }

    /** Tells all peers a signal of readiness. */
    void signal(Bytes signal) {
        peers.broadcast(Channel.TRANSACTIONS, GossipCodec.encodeSignal(signal));
    }

    @Override
    public void run() {
        List<Item> taken = new ArrayList<>();
        try {
            while (!closed) {
                Item first = waiting.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    taken.add(first);
                    waiting.drainTo(taken, MAX_BATCH - 1);
                    handle(taken);
                    taken.clear();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void close() {
        closed = true;
    }

    private void handle(List<Item> items) {
        List<Bytes> batch = new ArrayList<>();
        int bytes = 0;
        for (Item item : items) {
            switch (item) {
                case Item.Received(NodeId from, Bytes message, boolean isLastHop) -> receive(from, message, isLastHop);
                case Item.Own(Transaction transaction) -> {
                    if (!gate.isQuarantined(transaction.hash()) && seen.put(transaction.hash(), true) == null) {
                        batch.add(transaction.encode());
                        bytes += transaction.encode().size();
                    }
                }
            }
            if (bytes >= MAX_BATCH_BYTES) {
                send(batch);
                bytes = 0;
            }
        }
        send(batch);
    }

    private void send(List<Bytes> batch) {
        if (!batch.isEmpty()) {
            GossipCodec.encode(batch).forEach(message -> peers.broadcast(Channel.TRANSACTIONS, message));
            batch.clear();
        }
    }

    private void receive(NodeId from, Bytes message, boolean isLastHop) {
        try {
            GossipCodec.Gossiped gossiped = GossipCodec.decode(message);
            gossiped.signals().stream().filter(signals).forEach(this::signal);
            for (Bytes encoded : gossiped.transactions()) {
                Transaction transaction = Transaction.decode(encoded);
                if (isLastHop ? seen.put(transaction.hash(), true) == null : !seen.containsKey(transaction.hash())) {
                    gate.offer(transaction, Origin.GOSSIP);
                }
            }
        } catch (MalformedException e) {
            peers.report(from, Misconduct.MALFORMED);
        }
    }
}
