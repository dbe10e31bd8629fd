package io.vigil.storage;

import io.vigil.types.Bytes;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A store as it was at one moment, whatever is committed later. Reference counted: it begins with one user, each
 * {@link #retain} adds one, each {@link #close} takes one away, and with the last the view is gone. Safe for use by many
 * threads.
 */
public interface Snapshot extends AutoCloseable {
    /** @throws IllegalStateException if the view is gone */
    Optional<Bytes> get(Table table, Bytes key);

    /** Entries with {@code from <= key < to}, ascending. Close the stream. */
    Stream<Entry> range(Table table, Bytes from, Bytes to);

    /** As {@link #range}, without an object per row. Close it. */
    default Cursor scan(Table table, Bytes from, Bytes to) {
        return new EntryCursor(range(table, from, to));
    }

    /**
     * Adds one user.
     *
     * @return this view
     * @throws IllegalStateException if the view is gone
     */
    Snapshot retain();

    @Override
    void close();
}
