package io.vigil.storage.rocks;

import io.vigil.storage.Cursor;
import io.vigil.storage.Entry;
import io.vigil.storage.Snapshot;
import io.vigil.storage.Table;
import io.vigil.types.Bytes;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;

/** A RocksDB snapshot. */
final class RocksView implements Snapshot {
    private final Database database;
    private final org.rocksdb.Snapshot snapshot;
    private final ReadOptions read;
    private final AtomicInteger users = new AtomicInteger(1);

    RocksView(Database database) {
        database.enter();
        this.database = database;
        this.snapshot = database.db.getSnapshot();
        this.read = new ReadOptions().setVerifyChecksums(true).setSnapshot(snapshot);
    }

    @Override
    public Optional<Bytes> get(Table table, Bytes key) {
        requireOpen();
        try {
            byte @Nullable [] value = database.db.get(database.family(table), read, key.shared());
            return value == null ? Optional.empty() : Optional.of(Bytes.wrap(value));
        } catch (RocksDBException e) {
            throw Failures.of("reading " + table + " in", database.folder, e);
        }
    }

    @Override
    public Stream<Entry> range(Table table, Bytes from, Bytes to) {
        return rows(table, from, to).stream();
    }

    @Override
    public Cursor scan(Table table, Bytes from, Bytes to) {
        return rows(table, from, to);
    }

    private RocksRange rows(Table table, Bytes from, Bytes to) {
        retain();
        return new RocksRange(database, table, from, to, snapshot, this::close);
    }

    @Override
    public Snapshot retain() {
        if (users.getAndUpdate(n -> n == 0 ? 0 : n + 1) == 0) {
            throw new IllegalStateException("the view is gone");
        }
        return this;
    }

    @Override
    public void close() {
        int before = users.getAndUpdate(n -> n == 0 ? 0 : n - 1);
        if (before == 0) {
            throw new IllegalStateException("the view was closed more often than retained");
        }
        if (before == 1) {
            read.close();
            database.db.releaseSnapshot(snapshot);
            snapshot.close();
            database.leave();
        }
    }

    private void requireOpen() {
        if (users.get() == 0) {
            throw new IllegalStateException("the view is gone");
        }
    }
}
