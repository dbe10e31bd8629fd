package io.vigil.storage;

import io.vigil.types.Bytes;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A store in memory, for tests and the simulator. What a view can see is never changed: the first commit after a view was
 * taken replaces the tables it changes by copies.
 */
public final class MemoryStore implements KeyValueStore {
    private final Map<Table, NavigableMap<Bytes, Bytes>> tables = new EnumMap<>(Table.class);

    /** The tables that no view can see. */
    private final Set<Table> unshared = EnumSet.noneOf(Table.class);

    private boolean closed;

    @Override
    public synchronized Optional<Bytes> get(Table table, Bytes key) {
        return get(open(), table, key);
    }

    @Override
    public Stream<Entry> range(Table table, Bytes from, Bytes to) {
        return range(share(), table, from, to);
    }

    @Override
    public Snapshot snapshot() {
        return new View(share());
    }

    @Override
    public synchronized void commit(Batch batch, Durability durability) {
        open();
        for (Batch.Operation operation : batch.operations()) {
            switch (operation) {
                case Batch.Operation.Put(Table table, Bytes key, Bytes value) ->
                    rows(table).put(key, value);
                case Batch.Operation.Delete(Table table, Bytes key) ->
                    rows(table).remove(key);
            }
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private NavigableMap<Bytes, Bytes> rows(Table table) {
        if (unshared.add(table)) {
            NavigableMap<Bytes, Bytes> rows = tables.get(table);
            tables.put(table, rows == null ? new TreeMap<>() : new TreeMap<>(rows));
        }
        return tables.getOrDefault(table, Collections.emptyNavigableMap());
    }

    private synchronized Map<Table, NavigableMap<Bytes, Bytes>> share() {
        unshared.clear();
        return new EnumMap<>(open());
    }

    private Map<Table, NavigableMap<Bytes, Bytes>> open() {
        if (closed) {
            throw new IllegalStateException("the store is closed");
        }
        return tables;
    }

    private static Optional<Bytes> get(Map<Table, NavigableMap<Bytes, Bytes>> tables, Table table, Bytes key) {
        NavigableMap<Bytes, Bytes> rows = tables.get(table);
        return rows == null ? Optional.empty() : Optional.ofNullable(rows.get(key));
    }

    private static Stream<Entry> range(
            Map<Table, NavigableMap<Bytes, Bytes>> tables, Table table, Bytes from, Bytes to) {
        NavigableMap<Bytes, Bytes> rows = tables.get(table);
        if (rows == null || from.compareTo(to) >= 0) {
            return Stream.empty();
        }
        return rows.subMap(from, to).entrySet().stream().map(row -> new Entry(row.getKey(), row.getValue()));
    }

    private static final class View implements Snapshot {
        private final Map<Table, NavigableMap<Bytes, Bytes>> tables;
        private final AtomicInteger users = new AtomicInteger(1);

        private View(Map<Table, NavigableMap<Bytes, Bytes>> tables) {
            this.tables = tables;
        }

        @Override
        public Optional<Bytes> get(Table table, Bytes key) {
            return MemoryStore.get(open(), table, key);
        }

        @Override
        public Stream<Entry> range(Table table, Bytes from, Bytes to) {
            return MemoryStore.range(open(), table, from, to);
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
            if (users.getAndUpdate(n -> n == 0 ? 0 : n - 1) == 0) {
                throw new IllegalStateException("the view was closed more often than retained");
            }
        }

        private Map<Table, NavigableMap<Bytes, Bytes>> open() {
            if (users.get() == 0) {
                throw new IllegalStateException("the view is gone");
            }
            return tables;
        }
    }
}
