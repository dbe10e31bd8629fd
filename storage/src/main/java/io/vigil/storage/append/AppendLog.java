package io.vigil.storage.append;

import io.vigil.storage.StorageException;
import io.vigil.storage.StorageException.Reason;
import io.vigil.types.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Records in the order they were appended, numbered from 1 without gaps, in segments of which old ones can be dropped. An
 * append returns after its fsync, or throws and the log is used up: a failed fsync is never tried again. Not thread-safe.
 */
public final class AppendLog implements AutoCloseable {
    /** One append; bounds what is read back at once. */
    public static final int MAX_APPEND_BYTES = 64 << 20;

    private final Folder folder;
    private final int segmentBytes;
    private final Ending found;
    private Segments segments;
    private Folder.Appender file;
    private boolean usable = true;

    /** A record and its number. */
    public record Numbered(long sequence, Bytes payload) {}

    private AppendLog(Folder folder, int segmentBytes, Segments segments, Folder.Appender file) {
        this.folder = folder;
        this.segmentBytes = segmentBytes;
        this.found = segments.ending();
        this.segments = segments;
        this.file = file;
    }

    /**
     * Hands all good records to {@code reader}, oldest first, and says what follows them. Changes nothing.
     */
    public static Ending read(Folder folder, Consumer<Numbered> reader) {
        return Segments.read(folder, reader).ending();
    }

    /**
     * Reads the log as {@link #read} does, cuts off a torn tail, and is ready to append. Creates the log if the folder has
     * none.
     *
     * @param segmentBytes a segment that has reached this size is followed by a new one
     * @throws StorageException DAMAGED if a record that was synced is damaged or gone; names file and offset
     */
    public static AppendLog open(Folder folder, int segmentBytes, Consumer<Numbered> reader) {
        Segments segments = Segments.read(folder, reader);
        for (String name : folder.names()) {
            if (name.endsWith(Segments.UNFINISHED)) {
                folder.delete(name);
            }
        }
        if (segments.ending() instanceof Ending.Damaged(String file, long offset, String what)) {
            throw new StorageException(Reason.DAMAGED, "log file " + file + " at byte " + offset + ": " + what);
        }
        if (segments.isEmpty()) {
            segments = segments.withNew(create(folder, 1), 1);
        }
        Folder.Appender file = folder.append(segments.last());
        if (segments.ending() instanceof Ending.Torn(String name, long offset, long bytes)) {
            file.truncate(offset);
        }
        file.sync(); // a killed process may have left whole records that were never synced
        return new AppendLog(folder, segmentBytes, segments, file);
    }

    /** What followed the last good record when the log was opened. */
    public Ending found() {
        return found;
    }

    /** The number the next record will get. */
    public long nextSequence() {
        return segments.nextSequence();
    }

    /** All segments together. */
    public long sizeBytes() {
        return segments.sizeBytes();
    }

    /**
     * Appends all records or none and returns after one fsync.
     *
     * @return the number of the first
     * @throws StorageException if the disk fails or is full; whether the records are in the log is then unknown until it is
     *     opened again
     */
    public long append(List<Bytes> records) {
        requireUsable();
        long first = segments.nextSequence();
        if (records.isEmpty()) {
            return first;
        }
        Bytes frame = Frame.of(first, records);
        if (frame.size() > MAX_APPEND_BYTES) {
            throw new IllegalArgumentException("append of " + frame.size() + " bytes, at most " + MAX_APPEND_BYTES);
        }
        usable = false;
        if (segments.lastBytes() > Frame.SEGMENT_HEAD_BYTES && segments.lastBytes() + frame.size() > segmentBytes) {
            begin(first);
        }
        file.write(frame);
        file.sync();
        segments = segments.withAppended(frame.size(), records.size());
        usable = true;
        return first;
    }

    /** The record with number {@code sequence}, unless it was dropped or the disk lost it. Reads its segment. */
    public Optional<Bytes> read(long sequence) {
        requireUsable();
        return segments.find(folder, sequence);
    }

    /**
     * Deletes the segments that hold only records below {@code sequence}. To drop all before a record, append it with
     * {@link #rotate} before it.
     */
    public void dropBefore(long sequence) {
        requireUsable();
        usable = false;
        while (segments.hasOldestBelow(sequence)) {
            folder.delete(segments.oldest());
            segments = segments.withoutOldest();
        }
        usable = true;
    }

    /** Begins a new segment, unless the last one is empty. */
    public void rotate() {
        requireUsable();
        if (segments.lastBytes() > Frame.SEGMENT_HEAD_BYTES) {
            usable = false;
            begin(segments.nextSequence());
            usable = true;
        }
    }

    @Override
    public void close() {
        usable = false;
        file.close();
    }

    private void begin(long firstSequence) {
        file.close();
        String name = create(folder, firstSequence);
        file = folder.append(name);
        segments = segments.withNew(name, firstSequence);
    }

    private static String create(Folder folder, long firstSequence) {
        String name = Segments.name(firstSequence);
        String unfinished = name + Segments.UNFINISHED;
        try (Folder.Appender file = folder.append(unfinished)) {
            file.write(Frame.segmentHead(firstSequence));
            file.sync();
        }
        folder.rename(unfinished, name);
        return name;
    }

    private void requireUsable() {
        if (!usable) {
            throw new IllegalStateException("the log is closed or failed before; open it again");
        }
    }
}
