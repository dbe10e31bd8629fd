package io.vigil.storage.rocks;

import io.vigil.storage.Snapshot;
import io.vigil.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.rocksdb.Checkpoint;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;

/**
 * A store as it was at one moment, in a folder of hard links, open for reading only: an export of it keeps no old rows alive
 * in the running store. Its files are the store's own: it must be closed, never moved away or changed.
 */
public final class StoreCheckpoint implements AutoCloseable {
    private final Database database;
    private final Snapshot view;

    private StoreCheckpoint(Database database, Snapshot view) {
        this.database = database;
        this.view = view;
    }

    /** @param folder does not exist and is on the store's file system */
    static StoreCheckpoint create(Database of, StoreSizes sizes, Path folder) throws RocksDBException {
        try (Checkpoint checkpoint = Checkpoint.create(of.db)) {
            checkpoint.createCheckpoint(folder.toString());
        }
        Database database = Database.openReadOnly(folder, sizes, WALRecoveryMode.TolerateCorruptedTailRecords);
        return new StoreCheckpoint(database, new RocksView(database));
    }

    /** Lives as long as the checkpoint. */
    public Snapshot view() {
        return view;
    }

    /** Also deletes the folder. */
    @Override
    public void close() {
        view.close();
        database.close();
        try (Stream<Path> files = Files.walk(database.folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new StorageException(
                    StorageException.Reason.FAILED, "cannot delete checkpoint " + database.folder, e);
        }
    }
}
