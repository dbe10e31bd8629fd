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
import java.util.stream.Stream;

/** How long the synced commit of a block takes, and how long it takes to open a store that died with a full log. */
public final class CommitBench {
    private static final int WARM_UP = 50;
    private static final int KEY_BYTES = 32;
    private static final int VALUE_BYTES = 94;
    private static final List<Table> TABLES =
            List.of(Table.HEADER, Table.HASHNUM, Table.BODY, Table.RECEIPT, Table.ACCT, Table.SLOT, Table.NODE);

    /** All in memory, so that the log grows to its limit before anything is written out. */
    private static final long ROOM = 256L << 20;

    private final SplittableRandom random = new SplittableRandom(1);
    private final Path folder;

    private CommitBench(Path folder) {
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

    /** Fills a log with {@code walBytes}, copies the files as a killed process leaves them, and opens the copy. */
    public static Reopening reopening(Path folder, long walBytes) throws IOException {
        return new CommitBench(folder).reopening(walBytes);
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

    private Reopening reopening(long walBytes) throws IOException {
        StoreSizes sizes = new StoreSizes(
                walBytes + ROOM, walBytes + ROOM, walBytes + ROOM, 0, StoreSizes.DEV.backgroundPerSecond());
        Path live = folder.resolve("live");
        Path dead = Files.createDirectories(folder.resolve("dead"));
        try (RocksStore store = RocksStore.open(live, sizes)) {
            Batch batch = batch(5_000);
            for (long written = 0; written < walBytes; written += batch.sizeBytes()) {
                store.commit(batch, Durability.BUFFERED);
                batch = batch(5_000);
            }
            store.commit(batch, Durability.SYNCED);
            copy(live, dead);
        }
        long replayed = walBytes(dead);
        long start = System.nanoTime();
        RocksStore.open(dead, sizes).close();
        return new Reopening(replayed, (System.nanoTime() - start) / 1e9);
    }

    private Batch batch(int keys) {
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

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private static long walBytes(Path folder) throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".log")).toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }
}
