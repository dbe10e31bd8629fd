package io.vigil.storage.snapshot;

import io.vigil.storage.Entry;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The records of one chunk, each made when it is asked for: a list of them all would be twelve objects per hundred bytes. */
final class ChunkRecords implements Iterator<Entry> {
    private final Content content;
    private final Check check;
    private Bytes last;
    private int lastAt;
    private int at;
    private long count;

    /** Reads a record, and may refuse it. */
    interface Check {
        /** @param before the record's predecessor */
        Entry record(Content content, int at, Bytes before);

        /** All records were read. @param lastAt where the last one begins */
        void end(long count, int lastAt);
    }

    /** @param before the last key of the section's chunk before; empty for the first */
    ChunkRecords(Content content, Bytes before, Check check) {
        this.content = content;
        this.last = before;
        this.check = check;
    }

    static ChunkRecords none() {
        return checked(new Content(ByteBuffer.allocate(0)), 0);
    }

    /** The records of a chunk that was read to its end before. */
    static ChunkRecords checked(Content content, int keyBytes) {
        return new ChunkRecords(content, Bytes.EMPTY, new Check() {
            @Override
            public Entry record(Content all, int at, Bytes before) {
                try {
                    return ChunkCodec.read(all, at, keyBytes);
                } catch (MalformedException e) {
                    throw new IllegalStateException("a chunk that was sound is not", e);
                }
            }

            @Override
            public void end(long count, int lastAt) {}
        });
    }

    @Override
    public boolean hasNext() {
        return at < content.size();
    }

    @Override
    public Entry next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Entry record = check.record(content, at, last);
        last = record.key();
        lastAt = at;
        at += ChunkCodec.size(record);
        count++;
        if (at == content.size()) {
            check.end(count, lastAt);
        }
        return record;
    }

    /** Of the record that came last. */
    Bytes lastKey() {
        return last;
    }
}
