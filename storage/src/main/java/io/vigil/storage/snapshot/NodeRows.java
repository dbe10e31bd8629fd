package io.vigil.storage.snapshot;

import io.vigil.storage.Entry;
import io.vigil.storage.KeyValueStore;
import io.vigil.storage.Table;
import io.vigil.types.Bytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Trie nodes on their way into a store. They come children before parents, and a parent's key sorts before those of its
 * children, so each load is sorted by itself: small tries lie whole in one load, and only the rims of loads overlap.
 */
final class NodeRows {
    /** Of keys and values: two are in memory while one is written. */
    private static final long LOAD_BYTES = 16L << 20;

    private final KeyValueStore store;
    private List<Entry> rows = new ArrayList<>();
    private long bytes;

    NodeRows(KeyValueStore store) {
        this.store = store;
    }

    void add(Bytes key, Bytes encoded) {
        rows.add(new Entry(key, encoded));
        bytes += (long) key.size() + encoded.size();
        if (bytes >= LOAD_BYTES) {
            load();
        }
    }

    /** Loads what came since the last time. */
    void load() {
        rows.sort(Comparator.comparing(Entry::key));
        store.load(Table.NODE, rows);
        rows = new ArrayList<>();
        bytes = 0;
    }
}
