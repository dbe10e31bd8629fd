package io.vigil.storage.snapshot;

import io.vigil.storage.Batch;
import io.vigil.storage.KeyValueStore.Durability;
import io.vigil.storage.Table;
import io.vigil.storage.rocks.RocksStore;
import io.vigil.storage.rocks.StoreCheckpoint;
import io.vigil.storage.rocks.StoreSizes;
import io.vigil.storage.state.AccountRow;
import io.vigil.storage.state.StateKeys;
import io.vigil.storage.trie.StackTrie;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.RlpWriter;
import io.vigil.types.chain.Header;
import io.vigil.types.state.Account;
import io.vigil.types.testing.Seeds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * Prints how fast a snapshot is exported, verified and restored on one thread, beside what the disk and zstd do in the same
 * run: {@code SnapshotBench FOLDER MIB}.
 */
final class SnapshotBench {
    private static final int SLOTS_PER_ACCOUNT = 50;
    private static final int ACCOUNTS_PER_BATCH = 200;
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    private final Path home;
    private final long bytes;
    private long slots;
    private Header header = Header.builder().build();

    private SnapshotBench(Path home, long bytes) {
        this.home = home;
        this.bytes = bytes;
    }

    public static void main(String[] args) throws IOException {
        new SnapshotBench(Path.of(args[0]), Long.parseLong(args[1]) << 20).run();
    }

    private void run() throws IOException {
        Files.createDirectories(home);
        time("write and sync of a file", bytes, this::writeFile);
        Bytes[] sample = {Bytes.EMPTY};
        try (RocksStore store = RocksStore.open(home.resolve("chain"), StoreSizes.DEV)) {
            time("state made", bytes, () -> fill(store));
            Manifest[] manifest = {null};
            try (StoreCheckpoint checkpoint = store.checkpoint(home.resolve("checkpoint"))) {
                Exporter.Subject subject =
                        new Exporter.Subject(1, header.hash(), header, List.of(), Bytes.EMPTY, Bytes.EMPTY);
                time(
                        "export",
                        logical(),
                        () -> manifest[0] =
                                Exporter.export(checkpoint.view(), subject, home.resolve("snapshot"), Pace.FREE));
            }
            System.out.printf(
                    "  %d slots, %d chunks, id %s%n",
                    slots, manifest[0].chunks().size(), manifest[0].id());
            ChunkReader reader = new ChunkReader(manifest[0], new FolderSource(home.resolve("snapshot")), Pace.FREE);
            sample[0] = reader.content(manifest[0].chunks().size() / 2);
        }
        time("zstd -1 of one chunk", sample[0].size(), () -> ChunkCodec.compress(sample[0]));
        Verifier verifier = new Verifier(1, header.hash(), (h, finality, epochProof) -> Optional.empty());
        for (Level level : Level.values()) {
            time(
                    "verify " + level,
                    logical(),
                    () -> expectSound(verifier.verify(new FolderSource(home.resolve("snapshot")), level, Pace.FREE)));
        }
        Restorer restorer =
                new Restorer(verifier, folder -> RocksStore.open(folder, StoreSizes.DEV), (batch, manifest) -> {});
        time(
                "restore",
                logical(),
                () -> expectSound(restorer.restore(
                        new FolderSource(home.resolve("snapshot")), home.resolve("restored"), Pace.FREE)));
        Runtime runtime = Runtime.getRuntime();
        System.out.printf("heap in use %d MiB%n", (runtime.totalMemory() - runtime.freeMemory()) >> 20);
    }

    private long logical() {
        return slots * (64 + 4 + 33) + slots / SLOTS_PER_ACCOUNT * (32 + 4 + 45);
    }

    private void fill(RocksStore store) {
        Seeds random = Seeds.of(1);
        StackTrie trie = new StackTrie((path, node) -> {});
        long accounts = bytes / (SLOTS_PER_ACCOUNT * 101 + 81);
        Batch batch = new Batch();
        for (long i = 0; i < accounts; i++) {
            Bytes key = key(i, accounts, random);
            AccountRow row =
                    new AccountRow(new Account(i, random.uint256(), Keccak.EMPTY_HASH), storage(batch, key, random));
            batch.put(Table.ACCT, key, row.toSlim());
            trie.add(key, row.toLeaf());
            if (i % ACCOUNTS_PER_BATCH == 0) {
                store.commit(batch, Durability.BUFFERED);
                batch = new Batch();
            }
        }
        store.commit(batch, Durability.SYNCED);
        header = Header.builder().number(0).stateRoot(trie.finish()).build();
    }

    private Hash storage(Batch batch, Bytes account, Seeds random) {
        StackTrie trie = new StackTrie((path, node) -> {});
        for (int i = 0; i < SLOTS_PER_ACCOUNT; i++) {
            Bytes path = key(i, SLOTS_PER_ACCOUNT, random);
            Bytes value = new RlpWriter()
                    .bytes(Bytes.concat(Bytes.of(1), random.bytes(31)))
                    .toBytes();
            batch.put(Table.SLOT, StateKeys.slot(account, path), value);
            trie.add(path, value);
            slots++;
        }
        return trie.finish();
    }

    /** Random, and above that of the index before. */
    private static Bytes key(long index, long count, Seeds random) {
        long prefix = Long.divideUnsigned(-1L, count) * index;
        return Bytes.concat(Bytes.ofLong(prefix), random.bytes(24));
    }

    private void writeFile() {
        ByteBuffer block = ByteBuffer.wrap(Seeds.of(2).bytes(1 << 20).toArray());
        Path file = home.resolve("disk-probe");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (long i = 0; i < bytes >> 20; i++) {
                channel.write(block.rewind());
            }
            channel.force(true);
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void expectSound(Verdict verdict) {
        if (!(verdict instanceof Verdict.Sound)) {
            throw new IllegalStateException(verdict.toString());
        }
    }

    private static void time(String what, long bytes, Runnable work) {
        long start = System.nanoTime();
        long cpuStart = CPU.getCurrentThreadCpuTime();
        work.run();
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpuSeconds = (CPU.getCurrentThreadCpuTime() - cpuStart) / 1e9;
        System.out.printf(
                "%-26s %8.1f MB/s, %8.1f MB per second of this thread's CPU (%.2f s, CPU %.2f s)%n",
                what, bytes / 1e6 / seconds, bytes / 1e6 / cpuSeconds, seconds, cpuSeconds);
    }
}
