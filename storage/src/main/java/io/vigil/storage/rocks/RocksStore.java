package io.vigil.storage.rocks;

import io.vigil.storage.Batch;
import io.vigil.storage.Entry;
import io.vigil.storage.KeyValueStore;
import io.vigil.storage.Schema;
import io.vigil.storage.Snapshot;
import io.vigil.storage.StorageException;
import io.vigil.storage.StorageException.Reason;
import io.vigil.storage.Table;
import io.vigil.types.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The chain's store. Every view, stream and call counts as a user; {@link #close} takes effect when the last has ended.
 * A failed commit leaves it read-only: the caller stops (fsync is never tried twice).
 */
public final class RocksStore implements KeyValueStore {
    /** A log beyond this is replayed by an opening made for it; for a shorter one a second opening would not pay. */
    private static final long LONG_LOG = 16L << 20;

    private final Database database;
    private final DiskReserve reserve;
    private final OpenMarker marker;
    private final StagedLog staged;
    private final Optional<WalDamage> walDamage;
    private boolean closed;
    private boolean failed;

    private RocksStore(
            Database database,
            DiskReserve reserve,
            OpenMarker marker,
            StagedLog staged,
            Optional<WalDamage> walDamage) {
        this.database = database;
        this.reserve = reserve;
        this.marker = marker;
        this.staged = staged;
        this.walDamage = walDamage;
    }

    /**
     * Opens the store in {@code folder}; creates it where there is no folder or an empty one.
     *
     * @throws StorageException DAMAGED if a file other than the write-ahead log is damaged or missing (the message names
     *     it), NEWER, IN_USE, FULL or FAILED
     */
    public static RocksStore open(Path folder, StoreSizes sizes) {
        boolean create = prepare(folder);
        DiskReserve reserve = new DiskReserve(folder, sizes.reserve());
        reserve.require(0);
        StagedLog staged = StagedLog.in(folder);
        try {
            return open(folder, sizes, create, reserve, staged);
        } catch (RuntimeException e) {
            staged.close();
            throw e;
        }
    }

    private static RocksStore open(
            Path folder, StoreSizes sizes, boolean create, DiskReserve reserve, StagedLog staged) {
        WALRecoveryMode recovery = WALRecoveryMode.TolerateCorruptedTailRecords;
        try {
            if (!create) {
                Database.requireKnownFamilies(folder);
            }
            if (!staged.isComplete() && logBytes(folder) > LONG_LOG) {
                LogReplay.stage(folder, sizes, recovery, staged);
            }
            if (staged.isComplete()) {
                staged.takeIn(sizes);
            }
            Database database = Database.open(folder, sizes, recovery, create);
            return opened(database, reserve, staged, Optional.empty());
        } catch (RocksDBException e) {
            if (!Failures.isCorruption(e) || staged.isComplete()) {
                throw Failures.of("opening", folder, e);
            }
            return openAtLastWholeBatch(folder, sizes, reserve, staged, e);
        }
    }

    static long logBytes(Path folder) {
        return Database.logs(folder).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** What was lost when the store was opened, if its log was damaged. */
    public Optional<WalDamage> walDamage() {
        return walDamage;
    }

    /** Whether the store was not closed the last time, so that deeper checks are due. */
    public boolean wasUnclean() {
        return marker.wasPresent();
    }

    /** Free space above the reserve, in bytes; negative once commits are refused. */
    public long spareBytes() {
        return reserve.spareBytes();
    }

    /** What the store takes from the machine now. */
    public StoreStats stats() {
        return inside("reading statistics of", () -> StoreStats.of(database));
    }

    /**
     * Reads every row and its checksum, as of now.
     *
     * @param pace hears bytes read since its last call; it may wait, or throw to stop
     */
    public ScrubReport scrub(LongConsumer pace) {
        try (Snapshot view = snapshot()) {
            return new Scrub(view, pace).run();
        }
    }

    /** @param folder see {@link StoreCheckpoint}; it must not exist */
    public StoreCheckpoint checkpoint(Path folder) {
        return inside("making a checkpoint of", () -> StoreCheckpoint.create(database, StoreSizes.DEV, folder));
    }

    @Override
    public Optional<Bytes> get(Table table, Bytes key) {
        return inside("reading", () -> {
            byte @Nullable [] value = database.db.get(database.family(table), database.read, key.shared());
            return value == null ? Optional.empty() : Optional.of(Bytes.wrap(value));
        });
    }

    @Override
    public Stream<Entry> range(Table table, Bytes from, Bytes to) {
        Snapshot view = snapshot();
        return view.range(table, from, to).onClose(view::close);
    }

    @Override
    public Snapshot snapshot() {
        return new RocksView(database);
    }

    @Override
    public synchronized void commit(Batch batch, Durability durability) {
        requireSound();
        reserve.require(batch.sizeBytes());
        database.enter();
        try (WriteBatch write = new WriteBatch(SerializedBatch.of(batch, database::familyId));
                WriteOptions options = new WriteOptions().setSync(durability == Durability.SYNCED)) {
            database.db.write(options, write);
        } catch (RocksDBException e) {
            failed = true;
            throw Failures.of("writing", database.folder, e);
        } finally {
            database.leave();
        }
    }

    /** Past log and memory: the rows become a file of their own, which goes as deep as no other file of the table overlaps it. */
    @Override
    public synchronized void load(Table table, Iterator<Entry> rows, long sizeBytes) {
        requireSound();
        if (!rows.hasNext()) {
            return;
        }
        reserve.require(sizeBytes);
        database.enter();
        try {
            SortedFile.load(database, table, rows);
        } catch (RocksDBException e) {
            failed = true;
            throw Failures.of("writing", database.folder, e);
        } finally {
            database.leave();
        }
    }

    private void requireSound() {
        if (failed) {
            throw new IllegalStateException(
                    "the store in " + database.folder + " failed before; it must not be written");
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        database.close();
        staged.close();
        if (!failed) {
            marker.remove();
        }
    }

    private interface Call<T> {
        T run() throws RocksDBException;
    }

    private <T> T inside(String doing, Call<T> call) {
        database.enter();
        try {
            return call.run();
        } catch (RocksDBException e) {
            throw Failures.of(doing, database.folder, e);
        } finally {
            database.leave();
        }
    }

    private static boolean prepare(Path folder) {
        try {
            Files.createDirectories(folder);
            try (Stream<Path> files = Files.list(folder)) {
                boolean unborn = !Database.exists(folder)
                        && files.map(file -> file.getFileName().toString()).noneMatch(RocksStore::isWrittenLater);
                if (!unborn && !Database.exists(folder)) {
                    throw new StorageException(Reason.DAMAGED, "file CURRENT is missing in " + folder);
                }
                return unborn;
            }
        } catch (IOException e) {
            throw new StorageException(Reason.FAILED, "cannot use folder " + folder + ": " + e.getMessage(), e);
        }
    }

    /** What RocksDB writes only once CURRENT is there: without any of these a start was killed before there was a store. */
    private static boolean isWrittenLater(String name) {
        return name.endsWith(".log") || name.endsWith(".sst") || name.endsWith(".blob");
    }

    /** Tried without changing anything first: if no point in time can be read, the damage is not in the log. */
    private static RocksStore openAtLastWholeBatch(
            Path folder, StoreSizes sizes, DiskReserve reserve, StagedLog staged, RocksDBException cause) {
        try {
            Database.openReadOnly(folder, sizes, WALRecoveryMode.PointInTimeRecovery)
                    .close();
        } catch (RocksDBException e) {
            throw Failures.of("opening", folder, cause);
        }
        Path copy = DamagedCopy.keep(folder, reserve);
        try {
            LogReplay.stage(folder, sizes, WALRecoveryMode.PointInTimeRecovery, staged);
            staged.takeIn(sizes);
            Database database = Database.open(folder, sizes, WALRecoveryMode.TolerateCorruptedTailRecords, false);
            String what = String.valueOf(cause.getMessage());
            return opened(database, reserve, staged, Optional.of(new WalDamage(copy, what)));
        } catch (RocksDBException e) {
            throw Failures.of("opening (a copy is in " + copy + ")", folder, e);
        }
    }

    private static RocksStore opened(
            Database database, DiskReserve reserve, StagedLog staged, Optional<WalDamage> walDamage) {
        OpenMarker marker = OpenMarker.beside(database.folder);
        RocksStore store = new RocksStore(database, reserve, marker, staged, walDamage);
        boolean usable = false;
        try {
            Options.requireWritten(database.folder);
            Schema.require(store);
            marker.place();
            usable = true;
            return store;
        } finally {
            if (!usable) {
                database.close();
            }
        }
    }
}
