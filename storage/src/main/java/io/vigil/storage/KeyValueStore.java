package io.vigil.storage;

import io.vigil.types.Bytes;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An ordered store of byte keys. Keys compare as unsigned bytes; a prefix sorts before its extensions. Reads are safe from
 * many threads; one thread at a time commits.
 */
public interface KeyValueStore extends AutoCloseable {
    Optional<Bytes> get(Table table, Bytes key);

    /** Entries with {@code from <= key < to}, ascending, from one snapshot. Close the stream. */
    Stream<Entry> range(Table table, Bytes from, Bytes to);

    /** The store as it is now, for as long as it is not closed. Close it: a forgotten one keeps old data on the disk. */
    Snapshot snapshot();

    /**
     * Applies all of {@code batch} or none of it.
     *
     * @throws StorageException if the disk fails; whether the batch was applied is then unknown, so the caller stops. With
     *     {@link StorageException.Reason#FULL} nothing was applied.
     */
    void commit(Batch batch, Durability durability);

    /**
     * Adds rows whose keys ascend, many at once, while nobody else writes; durable when it returns. A store may take a shorter
     * way than a batch. What {@code rows} throws is passed on, and none of them is stored.
     *
     * @param sizeBytes of their keys and values, more or less
     * @throws StorageException if the disk fails; some of the rows may be there then
     */
    default void load(Table table, Iterator<Entry> rows, long sizeBytes) {
        Batch batch = new Batch();
        rows.forEachRemaining(row -> batch.put(table, row.key(), row.value()));
        commit(batch, Durability.SYNCED);
    }

    @Override
    void close();

    /** SYNCED returns after fsync: what finality relies on. BUFFERED may be lost with the power. */
    enum Durability {
        SYNCED,
        BUFFERED
    }
}
