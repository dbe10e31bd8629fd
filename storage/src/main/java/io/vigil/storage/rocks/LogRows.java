package io.vigil.storage.rocks;

import io.vigil.storage.StorageException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileWriter;

/**
 * Some batches of a log, outside Java's heap, and where in them the rows of each family begin. One thread adds; after that each family may be
 * written by a thread of its own.
 */
final class LogRows implements AutoCloseable {
    /** For more rows than fit into a part. */
    private static final int INDEX_BITS = 26;

    private static final long INDEX = (1L << INDEX_BITS) - 1;

    private final Arena arena = Arena.ofShared();
    private final ByteBuffer bytes;
    private final Map<Integer, Starts> families = new TreeMap<>();

    LogRows(int capacity) {
        this.bytes = arena.allocate(capacity).asByteBuffer();
    }

    /** In the order the rows came. */
    private static final class Starts {
        private int[] starts = new int[1024];
        private int count;

        void add(int start) {
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, 2 * count);
            }
            starts[count++] = start;
        }
    }

    void clear() {
        bytes.clear();
        families.clear();
    }

    boolean hasRoom(int size) {
        return size <= bytes.remaining();
    }

    Set<Integer> families() {
        return families.keySet();
    }

    /**
     * @param batch well formed, as RocksDB has found
     * @param log for the message
     * @param wanted families that lack the rows
     * @throws StorageException DAMAGED if it holds rows that {@link SerializedBatch} never writes
     */
    void add(byte[] batch, String log, IntPredicate wanted) {
        ByteBuffer rows = bytes.duplicate();
        bytes.put(batch);
        rows.limit(bytes.position()).position(rows.position() + SerializedBatch.HEAD_BYTES);
        while (rows.hasRemaining()) {
            int start = rows.position();
            byte tag = rows.get();
            int family = SerializedBatch.varint(rows);
            skip(rows);
            if (tag == SerializedBatch.FAMILY_VALUE) {
                skip(rows);
            } else if (tag != SerializedBatch.FAMILY_DELETION) {
                throw new StorageException(
                        StorageException.Reason.DAMAGED,
                        log + " holds a row of kind " + tag + ", which is never written");
            }
            if (wanted.test(family)) {
                families.computeIfAbsent(family, id -> new Starts()).add(start);
            }
        }
    }

    /** Writes a family's rows in the order of their keys; of rows with one key, that which came last. */
    void write(int family, SstFileWriter writer) throws RocksDBException {
        Starts rows = families.getOrDefault(family, new Starts());
        ByteBuffer key = bytes.duplicate();
        ByteBuffer value = bytes.duplicate();
        long[] order = sorted(rows);
        for (int i = 0; i < order.length; i++) {
            int start = start(rows, order[i]);
            if (i + 1 < order.length
                    && beginAlike(order[i], order[i + 1])
                    && compareKeys(start, start(rows, order[i + 1])) == 0) {
                continue;
            }
            toKey(key, start);
            if (bytes.get(start) == SerializedBatch.FAMILY_VALUE) {
                value.clear().position(key.limit());
                int size = SerializedBatch.varint(value);
                writer.put(key, value.limit(value.position() + size));
            } else {
                byte[] deleted = new byte[key.remaining()];
                key.get(deleted);
                writer.delete(deleted);
            }
        }
    }

    @Override
    public void close() {
        arena.close();
    }

    /**
     * The rows by key, those of one key as they came. Nearly all are ordered as numbers, made of a key's first bits and the row's index;
     * only keys with the same first bits are compared whole.
     */
    private long[] sorted(Starts rows) {
        long[] order = new long[rows.count];
        ByteBuffer key = bytes.duplicate();
        for (int i = 0; i < order.length; i++) {
            order[i] = (first(toKey(key, rows.starts[i])) & ~INDEX | i) ^ Long.MIN_VALUE;
        }
        Arrays.sort(order);
        int from = 0;
        for (int to = 1; to <= order.length; to++) {
            if (to == order.length || !beginAlike(order[to], order[from])) {
                if (to - from > 1) {
                    sortWhole(rows, order, from, to);
                }
                from = to;
            }
        }
        return order;
    }

    private void sortWhole(Starts rows, long[] order, int from, int to) {
        long[] sorted = IntStream.range(from, to)
                .mapToObj(i -> order[i])
                .sorted((a, b) -> compareKeys(start(rows, a), start(rows, b)))
                .mapToLong(Long::longValue)
                .toArray();
        System.arraycopy(sorted, 0, order, from, sorted.length);
    }

    private static boolean beginAlike(long ordered, long other) {
        return (ordered ^ other) >>> INDEX_BITS == 0;
    }

    private static int start(Starts rows, long ordered) {
        return rows.starts[(int) (ordered & INDEX)];
    }

    /** The key's first eight bytes, with zeros behind a shorter one. */
    private static long first(ByteBuffer key) {
        if (key.remaining() >= Long.BYTES) {
            return key.getLong(key.position());
        }
        long first = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            first = first << 8 | (i < key.remaining() ? key.get(key.position() + i) & 0xff : 0);
        }
        return first;
    }

    private int compareKeys(int start, int other) {
        ByteBuffer a = toKey(bytes.duplicate(), start);
        ByteBuffer b = toKey(bytes.duplicate(), other);
        int at = a.mismatch(b);
        if (at < 0) {
            return 0;
        }
        return at == a.remaining()
                ? -1
                : at == b.remaining() ? 1 : Byte.compareUnsigned(a.get(a.position() + at), b.get(b.position() + at));
    }

    private static ByteBuffer toKey(ByteBuffer view, int start) {
        view.clear().position(start + 1);
        SerializedBatch.varint(view);
        int size = SerializedBatch.varint(view);
        return view.limit(view.position() + size);
    }

    private static void skip(ByteBuffer rows) {
        int size = SerializedBatch.varint(rows);
        rows.position(rows.position() + size);
    }
}
