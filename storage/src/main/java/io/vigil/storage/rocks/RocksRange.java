package io.vigil.storage.rocks;

import io.vigil.storage.Entry;
import io.vigil.storage.Table;
import io.vigil.types.Bytes;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/** One ordered scan. Uses the cache but does not fill it, so that a scan of everything evicts nothing. */
final class RocksRange implements Iterator<Entry> {
    private static final long READ_AHEAD_BYTES = 256 << 10;

    private final Database database;
    private final Table table;
    private final Slice upper;
    private final ReadOptions read;
    private final RocksIterator rows;
    private boolean valid;

    RocksRange(Database database, Table table, Bytes from, Bytes to, org.rocksdb.Snapshot snapshot) {
        this.database = database;
        this.table = table;
        this.upper = new Slice(to.toArray());
        this.read = new ReadOptions()
                .setVerifyChecksums(true)
                .setFillCache(false)
                .setTotalOrderSeek(true)
                .setReadaheadSize(READ_AHEAD_BYTES)
                .setSnapshot(snapshot)
                .setIterateUpperBound(upper);
        this.rows = database.db.newIterator(database.family(table), read);
        if (from.compareTo(to) < 0) {
            rows.seek(from.shared());
            valid = rows.isValid();
        }
    }

    Stream<Entry> stream() {
        Spliterator<Entry> entries = Spliterators.spliteratorUnknownSize(
                this, Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE);
        return StreamSupport.stream(entries, false).onClose(this::close);
    }

    @Override
    public boolean hasNext() {
        if (valid) {
            return true;
        }
        try {
            rows.status();
            return false;
        } catch (RocksDBException e) {
            throw Failures.of("scanning " + table + " in", database.folder, e);
        }
    }

    @Override
    public Entry next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Entry entry = new Entry(Bytes.wrap(rows.key()), Bytes.wrap(rows.value()));
        rows.next();
        valid = rows.isValid();
        return entry;
    }

    private void close() {
        rows.close();
        read.close();
        upper.close();
    }
}
