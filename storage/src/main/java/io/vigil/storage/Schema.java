package io.vigil.storage;

import io.vigil.storage.KeyValueStore.Durability;
import io.vigil.types.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The version of what the tables hold, in META. A program refuses rows that a later one wrote (R6.1). */
public final class Schema {
    public static final long VERSION = 1;

    /** The row's key: {@code schema} in ASCII. */
    public static final Bytes KEY = Bytes.copyOf("schema".getBytes(StandardCharsets.US_ASCII));

    private Schema() {}

    /**
     * Writes the version into an empty store.
     *
     * @throws StorageException NEWER if the store's version is above ours; DAMAGED if the row is no version
     */
    public static void require(KeyValueStore store) {
        Optional<Bytes> row = store.get(Table.META, KEY);
        if (row.isEmpty()) {
            store.commit(new Batch().put(Table.META, KEY, Bytes.ofLong(VERSION)), Durability.SYNCED);
            return;
        }
        Bytes value = row.get();
        if (value.size() != Long.BYTES || value.getLong(0) < 1) {
            throw new StorageException(StorageException.Reason.DAMAGED, "META/schema is no version: " + value);
        }
        if (value.getLong(0) > VERSION) {
            throw new StorageException(
                    StorageException.Reason.NEWER,
                    "the store has schema " + value.getLong(0) + ", this program reads up to " + VERSION
                            + "; run the version that wrote it");
        }
    }
}
