package io.vigil.storage.rocks;

import io.vigil.storage.Entry;
import io.vigil.storage.StorageException;
import io.vigil.storage.Table;
import io.vigil.types.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
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

    /** Most rows are smaller by far. */
    private static final int BUFFER_BYTES = 4096;

    private SortedFile() {}

    static void load(Database database, Table table, Iterator<Entry> rows) throws RocksDBException {
        Path file = database.folder.resolve(NAME);
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new StorageException(StorageException.Reason.FAILED, "cannot delete " + file, e);
        }
        try (EnvOptions files = new EnvOptions().setUseDirectWrites(Database.isDirectPossible(database.folder));
                org.rocksdb.Options options = database.fileOptions(table);
                SstFileWriter writer = new SstFileWriter(files, options)) {
            writer.open(file.toString());
            write(writer, rows);
            writer.finish(); // synced
        }
        takeIn(database, table, file);
    }

    /** The file is moved into the database, over all rows that are there. */
    static void takeIn(Database database, Table table, Path file) throws RocksDBException {
        try (IngestExternalFileOptions moving = new IngestExternalFileOptions().setMoveFiles(true)) {
            database.db.ingestExternalFile(database.family(table), List.of(file.toString()), moving);
        }
    }

    /** Through two buffers outside Java's heap: RocksDB reads them in place, an array it would copy first. */
    private static void write(SstFileWriter writer, Iterator<Entry> rows) throws RocksDBException {
        ByteBuffer key = ByteBuffer.allocateDirect(BUFFER_BYTES);
        ByteBuffer value = ByteBuffer.allocateDirect(BUFFER_BYTES);
        while (rows.hasNext()) {
            Entry row = rows.next();
            if (row.key().size() <= BUFFER_BYTES && row.value().size() <= BUFFER_BYTES) {
                writer.put(filled(key, row.key()), filled(value, row.value()));
            } else {
                writer.put(row.key().shared(), row.value().shared());
            }
        }
    }

    private static ByteBuffer filled(ByteBuffer buffer, Bytes bytes) {
        return buffer.clear().put(bytes.shared()).flip();
    }
}
