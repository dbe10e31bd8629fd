package io.vigil.storage.snapshot;

import io.vigil.storage.Entry;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The records of one section, one chunk in memory at a time. */
final class SectionReader implements Iterator<Entry> {
    private final Manifest manifest;
    private final ChunkReader chunks;
    private final Section section;
    private ChunkRecords records;
    private int next;

    SectionReader(Manifest manifest, ChunkReader chunks, Section section) {
        this.manifest = manifest;
        this.chunks = chunks;
        this.section = section;
        this.records = ChunkRecords.none();
    }

    @Override
    public boolean hasNext() {
        while (!records.hasNext() && next < manifest.chunks().size()) {
            if (manifest.chunks().get(next).section() == section) {
                records = chunks.records(next, chunks.content(next), records.lastKey());
            }
            next++;
        }
        return records.hasNext();
    }

    @Override
    public Entry next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return records.next();
    }
}
