package io.vigil.testnet.bench;

import io.vigil.storage.Batch;
import io.vigil.storage.KeyValueStore.Durability;
import io.vigil.storage.rocks.RocksStore;
import io.vigil.storage.rocks.StoreSizes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A process that commits until its log is full, says so, and waits to be killed: {@code FullLogProcess FOLDER BYTES}.
 */
final class FullLogProcess {
    private static final String FULL = "full";
    private static final int KEYS = 5_000;

    /** All in memory, so that the log grows to its limit before anything is written out. */
    private static final long ROOM = 256L << 20;

    private FullLogProcess() {}

    public static void main(String[] args) throws IOException {
        long walBytes = Long.parseLong(args[1]);
        try (RocksStore store = RocksStore.open(Path.of(args[0]), sizes(walBytes))) {
            CommitBench rows = new CommitBench(Path.of(args[0]));
            for (long written = 0; written < walBytes; ) {
                Batch batch = rows.batch(KEYS);
                written += batch.sizeBytes();
                store.commit(batch, written < walBytes ? Durability.BUFFERED : Durability.SYNCED);
            }
            System.out.println(FULL);
            System.in.read(); // never comes
        }
    }

    /** The bytes of log that a process left in {@code folder} when it was killed with -9. */
    static long dieIn(Path folder, long walBytes) throws IOException, InterruptedException {
        Process writer =
                OwnJava.start(FullLogProcess.class, "256m", List.of(folder.toString(), Long.toString(walBytes)));
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
            String said = lines.readLine();
            if (!FULL.equals(said)) {
                throw new IllegalStateException("the process that fills the log said " + said);
            }
        } finally {
            writer.destroyForcibly();
        }
        writer.waitFor();
        return logBytes(folder);
    }

    static StoreSizes sizes(long walBytes) {
        return new StoreSizes(
                walBytes + ROOM, walBytes + ROOM, walBytes + ROOM, 0, StoreSizes.DEV.backgroundPerSecond());
    }

    private static long logBytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
