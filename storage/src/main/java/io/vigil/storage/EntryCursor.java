package io.vigil.storage;

import io.vigil.types.Bytes;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.stream.Stream;

/** The rows of a stream, copied one by one. */
final class EntryCursor implements Cursor {
    private final Stream<Entry> stream;
    private final Iterator<Entry> rows;
    private Entry row = new Entry(Bytes.EMPTY, Bytes.EMPTY);

    EntryCursor(Stream<Entry> stream) {
        this.stream = stream;
        this.rows = stream.iterator();
    }

    @Override
    public boolean advance() {
        if (!rows.hasNext()) {
            return false;
        }
        row = rows.next();
        return true;
    }

    @Override
    public int key(ByteBuffer out) {
        return copy(row.key(), out);
    }

    @Override
    public int value(ByteBuffer out) {
        return copy(row.value(), out);
    }

    @Override
    public void close() {
        stream.close();
    }

    private static int copy(Bytes bytes, ByteBuffer out) {
        out.put(bytes.shared(), 0, Math.min(bytes.size(), out.remaining()));
        return bytes.size();
    }
}
