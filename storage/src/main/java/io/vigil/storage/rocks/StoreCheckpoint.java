package io.vigil.storage.rocks;

import io.vigil.storage.Snapshot;
import io.vigil.storage.StorageException;
import io.vigil.storage.state.StateHistory;
import io.vigil.storage.state.WorldStates;
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
    private final Path folder;
    private final StoreSizes sizes;
    private Database database;
    private Snapshot view;

    private StoreCheckpoint(Path folder, StoreSizes sizes) throws RocksDBException {
        this.folder = folder;
        this.sizes = sizes;
        this.database = Database.openReadOnly(folder, sizes, WALRecoveryMode.TolerateCorruptedTailRecords);
        this.view = new RocksView(database);
    }

    /** @param folder does not exist and is on the store's file system */
    static StoreCheckpoint create(Database of, StoreSizes sizes, Path folder) throws RocksDBException {
        try (Checkpoint checkpoint = Checkpoint.create(of.db)) {
            checkpoint.createCheckpoint(folder.toString());
        }
        return new StoreCheckpoint(folder, sizes);
    }

    /**
     * Takes the state back to that of an earlier block; the rows of the chain stay as they are. Changes files of the
     * checkpoint's own alone. Views handed out before are closed.
     */
    public void rollBack(long headHeight, long height) {
        view.close();
        database.close();
        try (RocksStore store = RocksStore.open(folder, sizes)) {
            StateHistory.rollback(store, WorldStates.onOneThread(), headHeight, height, (batch, at) -> {});
        }
        try {
            database = Database.openReadOnly(folder, sizes, WALRecoveryMode.TolerateCorruptedTailRecords);
            view = new RocksView(database);
        } catch (RocksDBException e) {
            throw Failures.of("opening", folder, e);
        }
    }

    /** Lives as long as the checkpoint, or until it is rolled back. */
    public Snapshot view() {
        return view;
    }

    /** Also deletes the folder. */
    @Override
    public void close() {
        view.close();
        database.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new StorageException(StorageException.Reason.FAILED, "cannot delete checkpoint " + folder, e);
        }
    }
}
