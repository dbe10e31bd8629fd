package io.vigil.storage.rocks;

import io.vigil.storage.Snapshot;
import io.vigil.storage.StorageException;
import io.vigil.storage.StorageException.Reason;
import java.nio.file.Path;
import java.util.function.LongConsumer;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;

/**
 * A store that is looked at and not changed by a byte: no log is replayed into its files, no damage repaired. Nobody may
 * write it meanwhile.
 */
public final class StoreReading implements AutoCloseable {
    private final Database database;
    private final Snapshot view;

    private StoreReading(Database database) {
        this.database = database;
        this.view = new RocksView(database);
    }

    /** @throws StorageException DAMAGED if a file is damaged or missing, the write-ahead log included; NEWER or FAILED */
    public static StoreReading open(Path folder, StoreSizes sizes) {
        if (!Database.exists(folder)) {
            throw new StorageException(Reason.DAMAGED, "file CURRENT is missing in " + folder);
        }
        try {
            Database.requireKnownFamilies(folder);
            StagedLog.requireNone(folder);
            return new StoreReading(Database.openReadOnly(folder, sizes, WALRecoveryMode.TolerateCorruptedTailRecords));
        } catch (RocksDBException e) {
            throw Failures.of("reading", folder, e);
        }
    }

    /** Lives as long as this. */
    public Snapshot view() {
        return view;
    }

    /** Reads every row and its checksum; see {@link RocksStore#scrub}. */
    public ScrubReport scrub(LongConsumer pace) {
        return new Scrub(view, pace).run();
    }

    public StoreStats stats() {
        try {
            return StoreStats.of(database);
        } catch (RocksDBException e) {
            throw Failures.of("reading statistics of", database.folder, e);
        }
    }

    @Override
    public void close() {
        view.close();
        database.close();
    }
}
