package io.vigil.testnet.bench;

import io.vigil.storage.Batch;
import io.vigil.storage.KeyValueStore.Durability;
import io.vigil.storage.Table;
import io.vigil.storage.rocks.RocksStore;
import io.vigil.storage.rocks.StoreSizes;
import io.vigil.types.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** How long the synced commit of a block takes, and how long it takes to open a store that died with a full log. */
public final class CommitBench {
    private static final int WARM_UP = 50;
    private static final int KEY_BYTES = 32;
    private static final int VALUE_BYTES = 94;
    private static final List<Table> TABLES =
            List.of(Table.HEADER, Table.HASHNUM, Table.BODY, Table.RECEIPT, Table.ACCT, Table.SLOT, Table.NODE);

    private final SplittableRandom random = new SplittableRandom(1);
    private final Path folder;

    CommitBench(Path folder) {
        this.folder = folder;
    }

    /** Milliseconds. */
    public record Latency(int keys, double p50, double p99, double max) {}

    /** @param walBytes what was replayed */
    public record Reopening(long walBytes, double seconds) {}

    /** Commits {@code rounds} batches of {@code keys} rows, each synced. */
    public static Latency commits(Path folder, int keys, int rounds) {
        return new CommitBench(folder).commits(keys, rounds);
    }

    /** Lets a process fill a log with {@code walBytes}, kills it, and opens the store that it leaves. */
    public static Reopening reopening(Path folder, long walBytes) throws IOException, InterruptedException {
        long replayed = FullLogProcess.dieIn(Files.createDirectories(folder), walBytes);
        long start = System.nanoTime();
        try (RocksStore store = RocksStore.open(folder, FullLogProcess.sizes(walBytes))) {
            double seconds = (System.nanoTime() - start) / 1e9;
            if (!store.wasUnclean()) {
                throw new IllegalStateException("the store in " + folder + " was closed, not killed");
            }
            return new Reopening(replayed, seconds);
        }
    }

    private Latency commits(int keys, int rounds) {
        double[] millis = new double[rounds];
        try (RocksStore store = RocksStore.open(folder.resolve("commits"), StoreSizes.DEV)) {
            for (int round = -WARM_UP; round < rounds; round++) {
                Batch batch = batch(keys);
                long start = System.nanoTime();
                store.commit(batch, Durability.SYNCED);
                if (round >= 0) {
                    millis[round] = (System.nanoTime() - start) / 1e6;
                }
            }
        }
        Arrays.sort(millis);
        return new Latency(keys, millis[rounds / 2], millis[rounds * 99 / 100], millis[rounds - 1]);
    }

    Batch batch(int keys) {
        Batch batch = new Batch();
        for (int i = 0; i < keys; i++) {
            batch.put(TABLES.get(i % TABLES.size()), random(KEY_BYTES), random(VALUE_BYTES));
        }
        return batch;
    }

    private Bytes random(int size) {
        byte[] some = new byte[size];
        random.nextBytes(some);
        return Bytes.wrap(some);
    }
}
