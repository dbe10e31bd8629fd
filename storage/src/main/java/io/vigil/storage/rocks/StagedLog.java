package io.vigil.storage.rocks;

import io.vigil.storage.StorageException;
import io.vigil.storage.StorageException.Reason;
import io.vigil.storage.Table;
import io.vigil.storage.append.DiskFolder;
import io.vigil.storage.append.Folder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rocksdb.AbstractWalFilter;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WalProcessingOption;
import org.rocksdb.WriteBatch;

/**
 * The rows of a log as sorted files in the database's folder, under names that RocksDB passes over. Once a marker, named after the last log, says that
 * all are there, they stand for the log: it is dropped, and the files are taken in one after the other, over and over wherever a crash comes between, until
 * the marker goes. A row that is taken in twice is the same row, and the files' order is that of the log.
 */
final class StagedLog implements AutoCloseable {
    private static final String LOCK = "REPLAY-LOCK";
    private static final String FILE = "replay-";
    private static final String MARKER = "replayed-";
    private static final String MARKER_BEGUN = FILE + "end";
    private static final String NUMBER = "%06d";

    private final Path path;
    private final DiskFolder folder;

    private StagedLog(Path path, DiskFolder folder) {
        this.path = path;
        this.folder = folder;
    }

    /**
     * Until it is closed nobody else stages anything here.
     *
     * @throws StorageException IN_USE
     */
    static StagedLog in(Path path) {
        return new StagedLog(path, DiskFolder.open(path, LOCK));
    }

    /** @throws StorageException FAILED if rows of the database in {@code path} are still in files beside it */
    static void requireNone(Path path) {
        if (marker(DiskFolder.forReading(path)).isPresent()) {
            throw new StorageException(
                    Reason.FAILED,
                    path + " was left while its log was replayed: start the node, which ends that, before it is read");
        }
    }

    boolean isComplete() {
        return marker(folder).isPresent();
    }

    /** Deletes what a crash left of a log that was not all staged. */
    void clear() {
        if (isComplete()) {
            throw new IllegalStateException("the staged log in " + path + " is all there is of it");
        }
        files().forEach(folder::delete);
    }

    Path file(int part, Table table) {
        return path.resolve(FILE + NUMBER.formatted(part) + "-" + table);
    }

    /** Durable when it returns, with all files that are there. */
    void complete(long lastLog) {
        try (Folder.Appender marker = folder.append(MARKER_BEGUN)) {
            marker.sync();
        }
        folder.rename(MARKER_BEGUN, MARKER + NUMBER.formatted(lastLog));
    }

    /** Drops the log and takes the files in, all there are; the log may be damaged. */
    void takeIn(StoreSizes sizes) throws RocksDBException {
        RocksDB.loadLibrary();
        String marker = marker(folder).orElseThrow();
        long lastLog = Long.parseLong(marker.substring(MARKER.length()));
        boolean isLast =
                Database.logs(path).tailMap(lastLog + 1).values().stream().allMatch(bytes -> bytes == 0);
        try (AbstractWalFilter dropping = new Dropping(lastLog, isLast)) {
            Database database = Database.openThrough(dropping, path, sizes, WALRecoveryMode.PointInTimeRecovery, false);
            try {
                for (String name : files()) {
                    Table table = Table.valueOf(name.substring(name.lastIndexOf('-') + 1));
                    SortedFile.takeIn(database, table, path.resolve(name));
                }
            } finally {
                database.close();
            }
        }
        folder.delete(marker);
    }

    @Override
    public void close() {
        folder.close();
    }

    private List<String> files() {
        return folder.names().stream().filter(name -> name.startsWith(FILE)).toList();
    }

    private static Optional<String> marker(DiskFolder folder) {
        return folder.names().stream().filter(name -> name.startsWith(MARKER)).findFirst();
    }

    static final class Dropping extends AbstractWalFilter {
        private final long lastLog;
        private final LogRecordFoundResult drop;

        /** @param isLast whether nothing behind it need be read */
        Dropping(long lastLog, boolean isLast) {
            this.lastLog = lastLog;
            this.drop = new LogRecordFoundResult(
                    isLast ? WalProcessingOption.STOP_REPLAY : WalProcessingOption.IGNORE_CURRENT_RECORD, false);
        }

        @Override
        public void columnFamilyLogNumberMap(Map<Integer, Long> logs, Map<String, Integer> families) {}

        @Override
        public LogRecordFoundResult logRecordFound(long log, String file, WriteBatch batch, WriteBatch changed) {
            return log <= lastLog ? drop : LogRecordFoundResult.CONTINUE_UNCHANGED;
        }

        @Override
        public String name() {
            return "dropping";
        }
    }
}
