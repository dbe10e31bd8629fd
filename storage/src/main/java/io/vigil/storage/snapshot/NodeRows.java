package io.vigil.storage.snapshot;

import io.vigil.storage.Entry;
import io.vigil.storage.KeyValueStore;
import io.vigil.storage.Table;
import io.vigil.storage.state.StateKeys;
import io.vigil.types.Bytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Trie nodes on their way into a store. They come children before parents, and a parent's key sorts before those of its
 * children, so each load is sorted by itself. Loads that overlap would be merged by the store over and over: so the nodes of the
 * account trie, which come between those of storage tries and sort before all of them, have loads of their own, and a load ends
 * between two tries if it can.
 */
final class NodeRows {
    /** Of keys and values. */
    private static final long LOAD_BYTES = 16L << 20;

    /** A trie that is bigger is cut; its loads overlap. */
    private static final long MOST_BYTES = 2 * LOAD_BYTES;

    private final KeyValueStore store;
    private final Load accounts = new Load();
    private final Load storage = new Load();

    NodeRows(KeyValueStore store) {
        this.store = store;
    }

    void add(Bytes key, Bytes encoded) {
        (StateKeys.isStorageNode(key) ? storage : accounts).add(key, encoded);
    }

    /** Loads what is left. */
    void finish() {
        storage.load();
        accounts.load();
    }

    private final class Load {
        private List<Entry> rows = new ArrayList<>();
        private long bytes;

        void add(Bytes key, Bytes encoded) {
            boolean full = bytes >= LOAD_BYTES
                    && !StateKeys.trieOf(key)
                            .equals(StateKeys.trieOf(rows.getLast().key()));
            if (full || bytes >= MOST_BYTES) {
                load();
            }
            rows.add(new Entry(key, encoded));
            bytes += (long) key.size() + encoded.size();
        }

        void load() {
            rows.sort(Comparator.comparing(Entry::key));
            store.load(Table.NODE, rows);
            rows = new ArrayList<>();
            bytes = 0;
        }
    }
}
