package io.vigil.storage.crash;

import io.vigil.storage.Batch;
import io.vigil.storage.KeyValueStore.Durability;
import io.vigil.storage.Table;
import io.vigil.storage.rocks.RocksStore;
import io.vigil.storage.rocks.StoreSizes;
import io.vigil.types.testing.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Prints p50 and p99 of a synced commit: {@code CommitLatency [FOLDER]}. */
final class CommitLatency {
    private static final int[][] KEYS_AND_ROUNDS = {{80, 1000}, {5000, 300}};

    private CommitLatency() {}

    public static void main(String[] args) throws IOException {
        Path folder = args.length > 0 ? Path.of(args[0]) : Files.createTempDirectory("vigil-commit");
        for (int[] shape : KEYS_AND_ROUNDS) {
            measure(folder.resolve("keys-" + shape[0]), shape[0], shape[1]);
        }
    }

    private static void measure(Path folder, int keys, int rounds) {
        Seeds random = Seeds.of(keys);
        long[] nanos = new long[rounds];
        long bytes = 0;
        try (RocksStore store = RocksStore.open(folder, StoreSizes.DEV)) {
            for (int round = -50; round < rounds; round++) {
                Batch batch = new Batch();
                for (int i = 0; i < keys; i++) {
                    Table table = Table.values()[1 + i % 10];
                    batch.put(table, random.bytes(32), random.bytes(94));
                }
                bytes = batch.sizeBytes();
                long start = System.nanoTime();
                store.commit(batch, Durability.SYNCED);
                if (round >= 0) {
                    nanos[round] = System.nanoTime() - start;
                }
            }
        }
        KillHarness.delete(folder);
        Arrays.sort(nanos);
        System.out.printf(
                "commit of %d keys, %d KB: p50 %.2f ms, p99 %.2f ms%n",
                keys, bytes >> 10, nanos[rounds / 2] / 1e6, nanos[rounds * 99 / 100] / 1e6);
    }
}
