package io.vigil.storage.snapshot;

import io.vigil.storage.Entry;
import io.vigil.storage.KeyValueStore;
import io.vigil.storage.Table;
import io.vigil.storage.state.StateKeys;
import io.vigil.types.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Trie nodes on their way into a store. They come children before parents, and a parent's key sorts before those of its
 * children, so each load is sorted by itself. Loads that overlap would be merged by the store over and over: so the nodes of the
 * account trie, which come between those of storage tries and sort before all of them, have loads of their own, and a load ends
 * between two tries if it can.
 */
final class NodeRows {
    /** Of keys and values. */
    private static final int LOAD_BYTES = 16 << 20;

    /** A trie that is bigger is cut; its loads overlap. */
    private static final int MOST_BYTES = 2 * LOAD_BYTES;

    /** Before a row: the sizes of key and value. */
    private static final int HEAD_BYTES = 2 * Integer.BYTES;

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

    /** Rows one behind the other in one array, so that Java's collector has nothing to follow. */
    private final class Load {
        private byte[] rows = new byte[LOAD_BYTES / 16];
        private int size;
        private int[] starts = new int[1024];
        private int count;
        private Bytes trie = Bytes.EMPTY;

        void add(Bytes key, Bytes encoded) {
            if (size >= MOST_BYTES || (size >= LOAD_BYTES && !key.startsWith(trie))) {
                load();
            }
            if (!key.startsWith(trie) || trie.isEmpty()) {
                trie = StateKeys.trieOf(key);
            }
            reserve(HEAD_BYTES + key.size() + encoded.size());
            starts[count++] = size;
            ByteBuffer.wrap(rows, size, HEAD_BYTES).putInt(key.size()).putInt(encoded.size());
            key.copyTo(rows, size + HEAD_BYTES);
            encoded.copyTo(rows, size + HEAD_BYTES + key.size());
            size += HEAD_BYTES + key.size() + encoded.size();
        }

        void load() {
            Integer[] order = IntStream.of(starts).limit(count).boxed().toArray(Integer[]::new);
            Arrays.sort(order, this::compareKeys);
            store.load(Table.NODE, Arrays.stream(order).map(this::row).iterator(), size);
            size = 0;
            count = 0;
        }

        private int compareKeys(int a, int b) {
            int keyOfA = a + HEAD_BYTES;
            int keyOfB = b + HEAD_BYTES;
            return Arrays.compareUnsigned(rows, keyOfA, keyOfA + int32(a), rows, keyOfB, keyOfB + int32(b));
        }

        private Entry row(int start) {
            int keyAt = start + HEAD_BYTES;
            int valueAt = keyAt + int32(start);
            return new Entry(
                    Bytes.copyOf(rows, keyAt, valueAt - keyAt),
                    Bytes.copyOf(rows, valueAt, int32(start + Integer.BYTES)));
        }

        private int int32(int at) {
            return ByteBuffer.wrap(rows).getInt(at);
        }

        private void reserve(int more) {
            if (size + more > rows.length) {
                rows = Arrays.copyOf(rows, Math.max(size + more, 2 * rows.length));
            }
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, 2 * count);
            }
        }
    }
}
