package io.vigil.storage.snapshot;

import io.vigil.storage.Entry;
import io.vigil.types.Bytes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The records of one section, one chunk in memory at a time. */
final class SectionReader implements Iterator<Entry> {
    private final Manifest manifest;
    private final ChunkReader chunks;
    private final Section section;
    private final Deque<Entry> records = new ArrayDeque<>();
    private int next;
    private Bytes last = Bytes.EMPTY;

    SectionReader(Manifest manifest, ChunkReader chunks, Section section) {
        this.manifest = manifest;
        this.chunks = chunks;
        this.section = section;
    }

    @Override
    public boolean hasNext() {
        while (records.isEmpty() && next < manifest.chunks().size()) {
            if (manifest.chunks().get(next).section() == section) {
                last = chunks.records(next, last, records::add);
            }
            next++;
        }
        return !records.isEmpty();
    }

    @Override
    public Entry next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return records.remove();
    }
}
