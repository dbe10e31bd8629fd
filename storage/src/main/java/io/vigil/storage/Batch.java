package io.vigil.storage;

import io.vigil.types.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Changes that are applied together or not at all, in the order they were added. Not thread-safe. */
public final class Batch {
    /** A batch is never split, so it must fit into one write: more is a bug of the caller. 64 MiB of keys and values. */
    public static final long MAX_BYTES = 64L << 20;

    /** One change of one row. */
    public sealed interface Operation {
        Table table();

        Bytes key();

        record Put(Table table, Bytes key, Bytes value) implements Operation {}

        record Delete(Table table, Bytes key) implements Operation {}
    }

    private final List<Operation> operations = new ArrayList<>();
    private long sizeBytes;

    /** @throws IllegalStateException if the batch would exceed {@link #MAX_BYTES} */
    public Batch put(Table table, Bytes key, Bytes value) {
        return add(new Operation.Put(table, key, value), (long) key.size() + value.size());
    }

    /** Removes a row; no error if there is none. */
    public Batch delete(Table table, Bytes key) {
        return add(new Operation.Delete(table, key), key.size());
    }

    /** A view of what was added so far. */
    public List<Operation> operations() {
        return Collections.unmodifiableList(operations);
    }

    /** Keys and values together. */
    public long sizeBytes() {
        return sizeBytes;
    }

    private Batch add(Operation operation, long bytes) {
        sizeBytes += bytes;
        if (sizeBytes > MAX_BYTES) {
            throw new IllegalStateException("batch of " + sizeBytes + " bytes, at most " + MAX_BYTES);
        }
        operations.add(operation);
        return this;
    }
}
