package io.vigil.storage.rocks;

import io.vigil.storage.Cursor;
import io.vigil.storage.Entry;
import io.vigil.storage.Table;
import io.vigil.types.Bytes;
import java.nio.ByteBuffer;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/** One ordered scan. Uses the cache but does not fill it, so that a scan of everything evicts nothing. */
final class RocksRange implements Cursor {
    private static final long READ_AHEAD_BYTES = 256 << 10;

    private final Database database;
    private final Table table;
    private final Bytes from;
    private final Runnable closed;
    private final Slice upper;
    private final ReadOptions read;
    private final RocksIterator rows;
    private boolean begun;
    private boolean over;

    /** @param closed run when this is closed */
    RocksRange(Database database, Table table, Bytes from, Bytes to, org.rocksdb.Snapshot snapshot, Runnable closed) {
        this.database = database;
        this.table = table;
        this.from = from;
        this.over = from.compareTo(to) >= 0;
        this.closed = closed;
        this.upper = new Slice(to.toArray());
        this.read = new ReadOptions()
                .setVerifyChecksums(true)
                .setFillCache(false)
                .setTotalOrderSeek(true)
                .setReadaheadSize(READ_AHEAD_BYTES)
                .setSnapshot(snapshot)
                .setIterateUpperBound(upper);
        this.rows = database.db.newIterator(database.family(table), read);
    }

    Stream<Entry> stream() {
        int kind = Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE;
        Spliterator<Entry> entries = new AbstractSpliterator<>(Long.MAX_VALUE, kind) {
            @Override
            public boolean tryAdvance(Consumer<? super Entry> action) {
                if (!advance()) {
                    return false;
                }
                action.accept(new Entry(Bytes.wrap(rows.key()), Bytes.wrap(rows.value())));
                return true;
            }
        };
        return StreamSupport.stream(entries, false).onClose(this::close);
    }

    @Override
    public boolean advance() {
        if (over) {
            return false;
        }
        if (begun) {
            rows.next();
        } else {
            rows.seek(from.shared());
            begun = true;
        }
        if (rows.isValid()) {
            return true;
        }
        over = true;
        try {
            rows.status();
            return false;
        } catch (RocksDBException e) {
            throw Failures.of("scanning " + table + " in", database.folder, e);
        }
    }

    @Override
    public int key(ByteBuffer out) {
        int at = out.position();
        int room = out.remaining();
        int size = out.hasArray() ? rows.key(out.array(), out.arrayOffset() + at, room) : rows.key(out);
        out.limit(at + room).position(at + Math.min(size, room));
        return size;
    }

    @Override
    public int value(ByteBuffer out) {
        int at = out.position();
        int room = out.remaining();
        int size = out.hasArray() ? rows.value(out.array(), out.arrayOffset() + at, room) : rows.value(out);
        out.limit(at + room).position(at + Math.min(size, room));
        return size;
    }

    @Override
    public void close() {
        rows.close();
        read.close();
        upper.close();
        closed.run();
    }
}
