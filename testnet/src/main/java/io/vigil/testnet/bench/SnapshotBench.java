package io.vigil.testnet.bench;

import com.github.luben.zstd.Zstd;
import io.vigil.storage.Batch;
import io.vigil.storage.KeyValueStore.Durability;
import io.vigil.storage.Table;
import io.vigil.storage.rocks.RocksStore;
import io.vigil.storage.rocks.StoreCheckpoint;
import io.vigil.storage.rocks.StoreSizes;
import io.vigil.storage.snapshot.Exporter;
import io.vigil.storage.snapshot.FolderSource;
import io.vigil.storage.snapshot.Level;
import io.vigil.storage.snapshot.Manifest;
import io.vigil.storage.snapshot.Pace;
import io.vigil.storage.snapshot.Restorer;
import io.vigil.storage.snapshot.Verdict;
import io.vigil.storage.snapshot.Verifier;
import io.vigil.storage.state.AccountRow;
import io.vigil.storage.state.StateKeys;
import io.vigil.storage.trie.StackTrie;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpWriter;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Header;
import io.vigil.types.state.Account;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * How fast a snapshot is exported, verified and restored by one caller, beside what the disk and zstd do in the same run.
 * The state is made: accounts with 50 slots each, keys and values random, as hashes are.
 */
public final class SnapshotBench {
    /** Names of measures. */
    public static final String DISK = "disk: write and sync";

    public static final String EXPORT = "export";
    public static final String VERIFY = "verify state";
    public static final String RESTORE = "restore";

    private static final int SLOTS_PER_ACCOUNT = 50;
    private static final int SLOT_RECORD_BYTES = 64 + 4 + 33;
    private static final int ACCOUNT_RECORD_BYTES = 32 + 4 + 45;
    private static final int ACCOUNTS_PER_BATCH = 200;
    private static final int ZSTD_SAMPLE_BYTES = 16 << 20;

    /** A clock of processor time may tick a hundred times a second. */
    private static final long ZSTD_ROUNDS = 32;

    private static final int PROGRESS_FLIPS = 10;

    private final Path folder;
    private final long bytes;
    private final int flips;
    private final Consumer<Measure> listener;
    private final Consumer<String> progress;
    private final List<Measure> measures = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(1);

    /** One thing that was timed. @param bytes logical: of records, not compressed */
    public record Measure(String name, long bytes, double seconds, double cpuSeconds) {
        public double megabytesPerSecond() {
            return bytes / 1e6 / seconds;
        }

        public double megabytesPerCpuSecond() {
            return bytes / 1e6 / cpuSeconds;
        }
    }

    /**
     * What a run found.
     *
     * @param verifyPeakBytes the most memory that a process held which verified; 0 where the system does not tell
     * @param storeBytes of the restored store
     */
    public record Report(List<Measure> measures, long verifyPeakBytes, long storeBytes) {
        private static final double EXPORT_PER_CORE = 150;
        private static final double EXPORT_SHARE_OF_DISK = 0.6;
        private static final double RESTORE_PER_CORE = 40;
        private static final long VERIFY_BYTES = 512_000_000;

        public Report {
            measures = List.copyOf(measures);
        }

        public Measure of(String name) {
            return measures.stream()
                    .filter(measure -> measure.name().equals(name))
                    .findFirst()
                    .orElseThrow();
        }

        /** The goals that this run missed, in words. */
        public List<String> missed() {
            List<String> missed = new ArrayList<>();
            Measure export = of(EXPORT);
            double disk = of(DISK).megabytesPerSecond();
            if (export.megabytesPerCpuSecond() < EXPORT_PER_CORE
                    && export.megabytesPerSecond() < EXPORT_SHARE_OF_DISK * disk) {
                missed.add("export %.0f MB/s per core (goal 150), %.0f %% of the disk (goal 60)"
                        .formatted(export.megabytesPerCpuSecond(), 100 * export.megabytesPerSecond() / disk));
            }
            if (of(RESTORE).megabytesPerCpuSecond() < RESTORE_PER_CORE) {
                missed.add("restore %.1f MB/s per core (goal 40)"
                        .formatted(of(RESTORE).megabytesPerCpuSecond()));
            }
            if (verifyPeakBytes > VERIFY_BYTES) {
                missed.add("verification held %d MB (goal 512)".formatted(verifyPeakBytes / 1_000_000));
            }
            return missed;
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private SnapshotBench(Path folder, long bytes, int flips, Consumer<Measure> listener, Consumer<String> progress) {
        this.folder = folder;
        this.bytes = bytes;
        this.flips = flips;
        this.listener = listener;
        this.progress = progress;
    }

    /**
     * @param folder empty or missing; what is made stays in it
     * @param bytes of the state's records
     * @param flips how often one random bit of the snapshot is turned over, which the verifier must refuse each time
     * @param listener told each measure when it is there
     * @param progress told how far the flips are
     * @throws IllegalStateException if a damaged snapshot is taken for sound, or the other way round
     */
    public static Report run(Path folder, long bytes, int flips, Consumer<Measure> listener, Consumer<String> progress)
            throws IOException {
        return new SnapshotBench(folder, bytes, flips, listener, progress).run();
    }

    private Report run() throws IOException {
        Files.createDirectories(folder);
        time(DISK, bytes, this::writeFile);
        byte[] sample = new byte[ZSTD_SAMPLE_BYTES];
        random.nextBytes(sample);
        zstd(sample, 1); // loads the library
        time("zstd, one core", ZSTD_ROUNDS * sample.length, () -> zstd(sample, ZSTD_ROUNDS));
        Path snapshot = folder.resolve("snapshot");
        Header[] header = {Header.builder().build()};
        try (RocksStore store = RocksStore.open(folder.resolve("chain"), StoreSizes.DEV)) {
            time("make the state", bytes, () -> header[0] = fill(store));
            try (StoreCheckpoint checkpoint = store.checkpoint(folder.resolve("checkpoint"))) {
                Exporter.Subject subject =
                        new Exporter.Subject(1, header[0].hash(), header[0], List.of(), Bytes.EMPTY, Bytes.EMPTY);
                time(EXPORT, bytes, () -> Exporter.export(checkpoint.view(), subject, snapshot, Pace.FREE));
            }
        }
        Verifier verifier = new Verifier(1, header[0].hash(), (h, finality, epochProof) -> Optional.empty());
        time("verify content", bytes, () -> expectSound(verifier.verify(source(), Level.CONTENT, Pace.FREE)));
        VerifyProcess.Result apart = VerifyProcess.run(snapshot, header[0].hash());
        add(new Measure(VERIFY, bytes, apart.seconds(), apart.cpuSeconds()));
        if (flips > 0) {
            time("refuse " + flips + " bits", bytes * flips / 2, () -> flipBits(verifier));
        }
        Restorer restorer = new Restorer(
                verifier, place -> RocksStore.open(place, StoreSizes.DEV), (Batch batch, Manifest manifest) -> {});
        Path restored = folder.resolve("restored");
        time(RESTORE, bytes, () -> expectSound(restorer.restore(source(), restored, Pace.FREE)));
        return new Report(measures, apart.peakBytes(), size(restored));
    }

    private static void zstd(byte[] sample, long rounds) {
        for (long round = 0; round < rounds; round++) {
            Zstd.compress(sample, 1);
        }
    }

    /** On all cores: each look is one pass over half of the snapshot. */
    private void flipBits(Verifier verifier) throws IOException {
        Bytes encoded = source().manifest().orElseThrow();
        Manifest manifest = decoded(encoded);
        long bits = FlippedSource.bits(manifest, encoded.size());
        long began = System.nanoTime();
        AtomicInteger tried = new AtomicInteger();
        List<Long> wrong = random.longs(flips, 0, bits).boxed().toList().parallelStream()
                .filter(bit -> {
                    Verdict verdict = verifier.verify(
                            new FlippedSource(source(), manifest, encoded.size(), bit), Level.STATE, Pace.FREE);
                    tell(tried.incrementAndGet(), began);
                    return verdict instanceof Verdict.Sound;
                })
                .toList();
        if (!wrong.isEmpty()) {
            throw new IllegalStateException("sound with one of these bits turned over: " + wrong);
        }
    }

    private void tell(int tried, long beganNanos) {
        if (tried % PROGRESS_FLIPS == 0 && tried < flips) {
            double each = (System.nanoTime() - beganNanos) / 1e9 / tried;
            progress.accept("%d of %d bits tried, %.0f s left".formatted(tried, flips, each * (flips - tried)));
        }
    }

    private static Manifest decoded(Bytes encoded) {
        try {
            return Manifest.decode(encoded);
        } catch (MalformedException e) {
            throw new IllegalStateException("a manifest that was just made is none", e);
        }
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private FolderSource source() {
        return new FolderSource(folder.resolve("snapshot"));
    }

    private Header fill(RocksStore store) {
        StackTrie trie = new StackTrie((path, node) -> {});
        long accounts = Math.max(1, bytes / (SLOTS_PER_ACCOUNT * SLOT_RECORD_BYTES + ACCOUNT_RECORD_BYTES));
        Batch batch = new Batch();
        for (long i = 0; i < accounts; i++) {
            Bytes key = key(i, accounts);
            Account account = new Account(i, UInt256.of(random(31)), Keccak.EMPTY_HASH);
            AccountRow row = new AccountRow(account, storage(batch, key));
            batch.put(Table.ACCT, key, row.toSlim());
            trie.add(key, row.toLeaf());
            if (i % ACCOUNTS_PER_BATCH == 0) {
                store.commit(batch, Durability.BUFFERED);
                batch = new Batch();
            }
        }
        store.commit(batch, Durability.SYNCED);
        return Header.builder().number(0).stateRoot(trie.finish()).build();
    }

    private Hash storage(Batch batch, Bytes account) {
        StackTrie trie = new StackTrie((path, node) -> {});
        for (int i = 0; i < SLOTS_PER_ACCOUNT; i++) {
            Bytes path = key(i, SLOTS_PER_ACCOUNT);
            Bytes value =
                    new RlpWriter().bytes(Bytes.concat(Bytes.of(1), random(31))).toBytes();
            batch.put(Table.SLOT, StateKeys.slot(account, path), value);
            trie.add(path, value);
        }
        return trie.finish();
    }

    /** Random, and above that of the index before. */
    private Bytes key(long index, long count) {
        return Bytes.concat(Bytes.ofLong(Long.divideUnsigned(-1L, count) * index), random(24));
    }

    private Bytes random(int size) {
        byte[] some = new byte[size];
        random.nextBytes(some);
        return Bytes.wrap(some);
    }

    private void writeFile() throws IOException {
        ByteBuffer block = ByteBuffer.wrap(random(1 << 20).shared());
        Path file = folder.resolve("disk-probe");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (long written = 0; written < bytes; written += block.capacity()) {
                channel.write(block.rewind());
            }
            channel.force(true);
        }
        Files.delete(file);
    }

    private static void expectSound(Verdict verdict) {
        if (!(verdict instanceof Verdict.Sound)) {
            throw new IllegalStateException("a snapshot that was just made is not sound: " + verdict);
        }
    }

    private void time(String name, long worked, Work work) throws IOException {
        long start = System.nanoTime();
        long cpuStart = VerifyProcess.cpuNanos();
        work.run();
        Measure measure = new Measure(
                name, worked, (System.nanoTime() - start) / 1e9, (VerifyProcess.cpuNanos() - cpuStart) / 1e9);
        add(measure);
    }

    private void add(Measure measure) {
        measures.add(measure);
        listener.accept(measure);
    }
}
