package io.vigil.node.rpc.eth;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.node.rpc.ChainEvents;
import io.vigil.types.Hash;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Receipt;
import io.vigil.types.chain.Transaction;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** What a client asks for again and again. Polled by one thread at a time. */
abstract sealed class Filter {
    private volatile long touched = System.nanoTime();

    void touch() {
        touched = System.nanoTime();
    }

    /** How long nobody has asked. */
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - touched);
    }

    void close() {}

    /** New logs of blocks from {@code next} on. */
    static final class Logs extends Filter {
        private final LogQuery query;
        private long next;

        Logs(LogQuery query, long next) {
            this.query = query;
            this.next = next;
        }

        LogQuery query() {
            return query;
        }

        JsonNode poll(Reading reading) {
            LogSearch.Progress progress =
                    LogSearch.from(reading, query, next, reading.head().number());
            next = progress.nextBlock();
            return FilterMethods.shape(progress.logs());
        }
    }

    /** Hashes of blocks from {@code next} on. */
    static final class Blocks extends Filter {
        /** Hashes of one answer; the next question goes on from there. */
        private static final int MAX_RESULTS = 10_000;

        private long next;

        Blocks(long next) {
            this.next = next;
        }

        JsonNode poll(Reading reading) {
            long last = Math.min(reading.head().number(), next + MAX_RESULTS - 1);
            JsonNode hashes = FilterMethods.hashes(reading, next, last);
            next = Math.max(next, last + 1);
            return hashes;
        }
    }

    /** Hashes of transactions that became executable in the pool. */
    static final class Pending extends Filter implements ChainEvents.Listener {
        /** Hashes kept for a client that asks seldom; of more the oldest are forgotten. */
        private static final int MAX_KEPT = 10_000;

        private final ChainEvents.Subscription subscription;
        private final Deque<Hash> collected = new ArrayDeque<>();

        Pending(ChainEvents events) {
            subscription = events.subscribe(this);
        }

        JsonNode poll() {
            synchronized (collected) {
                JsonNode hashes = Json.list(List.copyOf(collected), Json::hash);
                collected.clear();
                return hashes;
            }
        }

        @Override
        void close() {
            subscription.close();
        }

        @Override
        public void committed(Block block, List<Receipt> receipts) {}

        @Override
        public void pending(Transaction transaction) {
            synchronized (collected) {
                if (collected.size() == MAX_KEPT) {
                    collected.removeFirst();
                }
                collected.add(transaction.hash());
            }
        }

        @Override
        public void lost() {}
    }
}
