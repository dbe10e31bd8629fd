package io.vigil.storage.rocks;

import io.vigil.storage.Entry;
import io.vigil.storage.StorageException;
import io.vigil.storage.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.rocksdb.EnvOptions;
import org.rocksdb.IngestExternalFileOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileWriter;

/**
 * Rows as a file of RocksDB's own form, written beside the others and taken in whole: no log, no sorting in memory, no
 * compaction. RocksDB ignores its name until it is taken in, so one that a crash leaves is only written over.
 */
final class SortedFile {
    private static final String NAME = "loading";

    private SortedFile() {}

    static void load(Database database, Table table, List<Entry> rows) throws RocksDBException {
        Path file = database.folder.resolve(NAME);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new StorageException(StorageException.Reason.FAILED, "cannot delete " + file, e);
        }
        try (EnvOptions files = new EnvOptions();
                org.rocksdb.Options options = database.fileOptions(table);
                SstFileWriter writer = new SstFileWriter(files, options);
                IngestExternalFileOptions taking = new IngestExternalFileOptions().setMoveFiles(true)) {
            writer.open(file.toString());
            for (Entry row : rows) {
                writer.put(row.key().shared(), row.value().shared());
            }
            writer.finish(); // synced
            database.db.ingestExternalFile(database.family(table), List.of(file.toString()), taking);
        }
    }
}
