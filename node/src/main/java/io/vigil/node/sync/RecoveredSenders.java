package io.vigil.node.sync;

import io.vigil.types.Address;
import io.vigil.types.Hash;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Transaction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Recovers who signed the transactions of fetched blocks while earlier blocks run, on the processors that the running of
 * blocks leaves free: it takes as long as running a transfer. Thread-safe.
 */
public final class RecoveredSenders implements AutoCloseable {
    /** Those of the ranges in import: an answer of 4 MiB holds at most 40,000 transactions. About 100 bytes each. */
    static final int MAX_KNOWN = 100_000;

    private static final int MAX_THREADS = 4;

    /** Below that handing over costs more than it saves. */
    private static final int PORTION = 64;

    private final LinkedHashMap<Hash, Address> known = new LinkedHashMap<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(
            Math.clamp(Runtime.getRuntime().availableProcessors() - 1L, 1, MAX_THREADS),
            Thread.ofPlatform().name("senders-", 0).daemon().factory());

    /** Returns when all that have a sender are known. */
    public void recover(List<Block> blocks) throws InterruptedException {
        List<Transaction> all = new ArrayList<>();
        blocks.forEach(block -> all.addAll(block.transactions()));
        List<Callable<Boolean>> portions = new ArrayList<>();
        for (int at = 0; at < all.size(); at += PORTION) {
            List<Transaction> portion = all.subList(at, Math.min(all.size(), at + PORTION));
            portions.add(() -> {
                recoverEach(portion);
                return true;
            });
        }
        threads.invokeAll(portions);
    }

    public synchronized Optional<Address> find(Hash transaction) {
        return Optional.ofNullable(known.get(transaction));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private void recoverEach(List<Transaction> transactions) {
        Map<Hash, Address> found = new LinkedHashMap<>();
        for (Transaction transaction : transactions) {
            transaction.sender().ifPresent(sender -> found.put(transaction.hash(), sender));
        }
        keep(found);
    }

    private synchronized void keep(Map<Hash, Address> found) {
        known.putAll(found);
        while (known.size() > MAX_KNOWN) {
            known.pollFirstEntry();
        }
    }
}
