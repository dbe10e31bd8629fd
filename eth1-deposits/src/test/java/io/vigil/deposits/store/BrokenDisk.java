package io.vigil.deposits.store;

import io.vigil.storage.Batch;
import io.vigil.storage.Entry;
import io.vigil.storage.KeyValueStore;
import io.vigil.storage.Snapshot;
import io.vigil.storage.StorageException;
import io.vigil.storage.Table;
import io.vigil.types.Bytes;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads, writes so many batches, and fails every one after them. */
public final class BrokenDisk implements KeyValueStore {
    private final KeyValueStore rows;
    private int left;

    public BrokenDisk(KeyValueStore rows, int batches) {
        this.rows = rows;
        this.left = batches;
    }

    @Override
    public Optional<Bytes> get(Table table, Bytes key) {
        return rows.get(table, key);
    }

    @Override
    public Stream<Entry> range(Table table, Bytes from, Bytes to) {
        return rows.range(table, from, to);
    }

    @Override
    public Snapshot snapshot() {
        return rows.snapshot();
    }

    @Override
    public void commit(Batch batch, Durability durability) {
        if (left-- <= 0) {
            throw new StorageException(StorageException.Reason.FAILED, "disk gone");
        }
        rows.commit(batch, durability);
    }

    @Override
    public void close() {
        rows.close();
    }
}
