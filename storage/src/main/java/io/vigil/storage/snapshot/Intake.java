package io.vigil.storage.snapshot;

import io.vigil.storage.Batch;
import io.vigil.storage.Entry;
import io.vigil.storage.KeyValueStore;
import io.vigil.storage.KeyValueStore.Durability;
import io.vigil.storage.StorageException;
import io.vigil.storage.StorageException.Reason;
import io.vigil.storage.Table;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The records of a snapshot on their way into a store: a chunk's rows are stored and a note of it made, then they are handed
 * on. What an interrupted restore stored before is handed on from there, so whoever reads sees every record in any case.
 */
final class Intake implements AutoCloseable {
    private static final Bytes NOTE = Bytes.copyOf("restore".getBytes(StandardCharsets.US_ASCII));
    private static final Bytes LAST_BYTE = Bytes.of(0);

    private final KeyValueStore store;
    private final Manifest manifest;
    private final ChunkReader chunks;
    private final Progress begun;
    private final List<Stream<Entry>> open = new ArrayList<>();
    private Progress progress;

    /** @param lastKey of the chunk before {@code nextChunk}; empty if that is the first */
    private record Progress(int nextChunk, Bytes lastKey) {}

    Intake(KeyValueStore store, Manifest manifest, ChunkReader chunks) {
        this.store = store;
        this.manifest = manifest;
        this.chunks = chunks;
        this.begun = note(store);
        this.progress = begun;
    }

    /** All records of a section, ascending. The sections before it must have been read to their end. */
    Iterator<Entry> section(Section section) {
        return new Records(section);
    }

    /** Takes the note away with the batch that makes the store whole. */
    static void forget(Batch batch) {
        batch.delete(Table.META, NOTE);
    }

    @Override
    public void close() {
        open.forEach(Stream::close);
    }

    private final class Records implements Iterator<Entry> {
        private final Section section;
        private Iterator<Entry> rows;

        Records(Section section) {
            this.section = section;
            this.rows = stored(section);
        }

        @Override
        public boolean hasNext() {
            while (!rows.hasNext() && isNext(section)) {
                rows = take(section);
            }
            return rows.hasNext();
        }

        @Override
        public Entry next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return rows.next();
        }
    }

    private boolean isNext(Section section) {
        return progress.nextChunk() < manifest.chunks().size()
                && manifest.chunks().get(progress.nextChunk()).section() == section;
    }

    private Iterator<Entry> take(Section section) {
        int index = progress.nextChunk();
        boolean first = index == 0 || manifest.chunks().get(index - 1).section() != section;
        Content content = chunks.content(index);
        ChunkRecords records = chunks.records(index, content, first ? Bytes.EMPTY : progress.lastKey());
        store.load(section.table(), records, content.size());
        progress = new Progress(index + 1, records.lastKey());
        Batch batch = new Batch();
        batch.put(
                Table.META,
                NOTE,
                RlpWriter.listOf(row -> row.number(progress.nextChunk()).bytes(progress.lastKey())));
        store.commit(batch, Durability.BUFFERED);
        return ChunkRecords.checked(content, section.keyBytes());
    }

    /** Rows behind the last noted chunk may be there as well: they come again with theirs. */
    private Iterator<Entry> stored(Section section) {
        if (begun.nextChunk() == 0) {
            return Collections.emptyIterator();
        }
        Section last = manifest.chunks().get(begun.nextChunk() - 1).section();
        if (last.compareTo(section) < 0) {
            return Collections.emptyIterator();
        }
        Bytes end = last == section ? Bytes.concat(begun.lastKey(), LAST_BYTE) : section.end();
        Stream<Entry> rows = store.range(section.table(), Bytes.EMPTY, end);
        open.add(rows);
        return rows.iterator();
    }

    private static Progress note(KeyValueStore store) {
        Optional<Bytes> row = store.get(Table.META, NOTE);
        if (row.isEmpty()) {
            return new Progress(0, Bytes.EMPTY);
        }
        try {
            RlpReader in = RlpReader.ofList(row.get());
            return new Progress((int) in.number(), in.bytes());
        } catch (MalformedException e) {
            throw new StorageException(Reason.DAMAGED, "META/restore: " + e.getMessage(), e);
        }
    }
}
