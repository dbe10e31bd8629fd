package io.vigil.storage.rocks;

import io.vigil.storage.Batch;
import io.vigil.storage.Table;
import io.vigil.types.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * A batch in RocksDB's own serialization (its {@code db/write_batch.cc}), so that it crosses into native code once and not
 * once per row. RocksDB checks form and count when it applies it.
 *
 * <p>Rows go in the order of their keys, table by table, those of one key in the order they came. RocksDB puts each into a
 * skip list, now and when it replays the log; there a key close to the one before finds its way in the processor's caches,
 * where keys in any order wait for memory at every step.
 *
 * <pre>
 *   sequence(8, zero) count(4), then per row: 5 family key value | 4 family key      little-endian; lengths as varints
 * </pre>
 */
final class SerializedBatch {
    static final int HEAD_BYTES = 12;
    private static final int MAX_VARINT_BYTES = 5;
    static final byte FAMILY_DELETION = 4;
    static final byte FAMILY_VALUE = 5;

    private static final Comparator<Batch.Operation> BY_KEY =
            Comparator.comparing(Batch.Operation::table).thenComparing(Batch.Operation::key);

    private final byte[] out;
    private int size = HEAD_BYTES;

    private SerializedBatch(int capacity) {
        this.out = new byte[capacity];
    }

    /** @param family the id of a table's column family, never 0 */
    static byte[] of(Batch batch, ToIntFunction<Table> family) {
        int count = batch.operations().size();
        long capacity = HEAD_BYTES + batch.sizeBytes() + count * (1L + 3 * MAX_VARINT_BYTES);
        SerializedBatch serialized = new SerializedBatch(Math.toIntExact(capacity));
        for (int i = 0; i < 4; i++) {
            serialized.out[8 + i] = (byte) (count >>> (8 * i));
        }
        List<Batch.Operation> sorted = new ArrayList<>(batch.operations());
        sorted.sort(BY_KEY);
        for (Batch.Operation operation : sorted) {
            boolean put = operation instanceof Batch.Operation.Put;
            serialized.out[serialized.size++] = put ? FAMILY_VALUE : FAMILY_DELETION;
            serialized.varint(family.applyAsInt(operation.table()));
            serialized.bytes(operation.key());
            if (operation instanceof Batch.Operation.Put row) {
                serialized.bytes(row.value());
            }
        }
        return Arrays.copyOf(serialized.out, serialized.size);
    }

    /** @throws java.nio.BufferUnderflowException if {@code in} ends before the number does */
    static int varint(ByteBuffer in) {
        int value = 0;
        for (int shift = 0; ; shift += 7) {
            byte part = in.get();
            value |= (part & 0x7f) << shift;
            if (part >= 0) {
                return value;
            }
        }
    }

    private void bytes(Bytes bytes) {
        varint(bytes.size());
        bytes.copyTo(out, size);
        size += bytes.size();
    }

    private void varint(int value) {
        int rest = value;
        while (rest >>> 7 != 0) {
            out[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        out[size++] = (byte) rest;
    }
}
