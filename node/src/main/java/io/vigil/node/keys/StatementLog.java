package io.vigil.node.keys;

import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.safety.PlanFence;
import io.vigil.consensus.safety.SafetyRecord;
import io.vigil.consensus.statements.Statement;
import io.vigil.consensus.wire.SafetyRecordCodec;
import io.vigil.node.config.RefusedException;
import io.vigil.storage.StorageException;
import io.vigil.storage.append.AppendLog;
import io.vigil.storage.append.Ending;
import io.vigil.storage.append.Folder;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The record of what one key signed on one chain (DESIGN "Signer record"): a log of every statement, each segment beginning
 * with the whole record, so that old segments may go. Knows no key.
 *
 * <pre>
 *   entry: RLP[1, floor height, floor hash, safety record]   the whole record
 *          RLP[2, floor height, floor hash, statement]       one more statement
 *          RLP[3, floor height, floor hash, [mark, detail]]  what became of the record itself
 *          RLP[4, floor height, floor hash, fence]           a plan was signed (G45)
 * </pre>
 */
public final class StatementLog implements AutoCloseable {
    /** A segment holds about a day of an idle chain or an hour of a busy one. */
    static final int SEGMENT_BYTES = 8 << 20;

    /** Statements below these segments are gone; the watermarks never are. 256 MiB of history. */
    private static final int KEPT_SEGMENTS = 32;

    /** A vote with its grounds has about 500 bytes, a commit vote 300. */
    private static final long AVERAGE_ENTRY_BYTES = 512;

    private static final int WHOLE = 1;
    private static final int STATEMENT = 2;
    private static final int MARK = 3;
    private static final int FENCE = 4;

    private final AppendLog log;
    private volatile SafetyRecord record;
    private Floor floor;
    private Bytes place;
    private final boolean retired;
    private long wholeAt;

    /** The commit floor: a block known to be synced in the store. */
    public record Floor(long height, Hash hash) {
        public static final Floor NONE = new Floor(0, Hash.ZERO);
    }

    /** What became of a record. */
    public enum Mark {
        /** It was exported: this copy signs no more. */
        RETIRED,
        /** Where it lies; the detail tells this folder from a copy of it. */
        PLACED,
        /** What another record knew was merged into it, so it may be used here. */
        IMPORTED
    }

    /**
     * What a log holds.
     *
     * @param place the detail of the last {@link Mark#PLACED}; no bytes if it was never placed, or was imported since
     */
    public record Contents(Optional<SafetyRecord> record, Floor floor, boolean retired, Bytes place) {}

    /** One entry, for those who read the history. */
    public sealed interface Entry {
        record Whole(SafetyRecord record) implements Entry {}

        record Signed(Statement statement) implements Entry {}

        record Marked(Mark mark, Bytes detail) implements Entry {}

        record Fenced(PlanFence fence) implements Entry {}
    }

    private StatementLog(AppendLog log, Reading reading, SafetyRecord record) {
        this.log = log;
        this.record = record;
        this.floor = reading.floor;
        this.place = reading.place;
        this.retired = reading.retired;
        this.wholeAt = log.nextSequence();
    }

    /**
     * Opens a record, whatever became of it; one that is empty begins with {@code root}.
     *
     * @throws StorageException DAMAGED if a synced part of the record is; NEWER if a later program wrote to it (G41)
     */
    public static StatementLog open(Folder folder, BlockCertificate root) {
        Reading reading = new Reading();
        AppendLog log = AppendLog.open(folder, SEGMENT_BYTES, entry -> reading.add(entry.payload()));
        SafetyRecord record = reading.record == null ? SafetyRecord.empty(root) : reading.record;
        StatementLog opened = new StatementLog(log, reading, record);
        log.append(List.of(opened.whole()));
        return opened;
    }

    /** Reads a record without opening it: what it holds, and each entry in order for {@code each}. */
    public static Contents read(Folder folder, Consumer<Entry> each) {
        Reading reading = new Reading();
        Ending ignored = AppendLog.read(folder, entry -> each.accept(reading.add(entry.payload())));
        return new Contents(Optional.ofNullable(reading.record), reading.floor, reading.retired, reading.place);
    }

    /**
     * Lets it be signed with.
     *
     * @param here tells this folder from a copy of it; no bytes if nothing can
     * @throws RefusedException if this is not the copy that may: it was exported, or it lies elsewhere than it did
     */
    public StatementLog requireUsableAt(Bytes here) {
        if (retired) {
            throw new RefusedException(
                    "the record was exported and retired: whoever imported it signs now; if nobody did,"
                            + " import the file here again: vigil signer import FILE");
        }
        if (!place.isEmpty() && !here.isEmpty() && !place.equals(here)) {
            throw new RefusedException(
                    "the record is a copy: it was made in another folder or on another machine, whose node may be"
                            + " signing; move a record with vigil signer export and import. If the other one is gone for"
                            + " good and this is its newest state: vigil signer import --in-place");
        }
        if (place.isEmpty() && !here.isEmpty()) {
            mark(Mark.PLACED, here);
            place = here;
        }
        return this;
    }

    public Floor floor() {
        return floor;
    }

    /** Written with the next record: the block is synced in the store. */
    public void committed(Floor synced) {
        floor = synced;
    }

    /** What is durable. Any thread may ask. */
    public SafetyRecord record() {
        return record;
    }

    /**
     * Makes statements durable, with one fsync; those that the record holds already are not written again.
     *
     * @throws IllegalStateException if the record does not allow one of them; nothing was written then
     */
    public void admit(List<? extends Statement> statements) {
        SafetyRecord next = record;
        List<Bytes> entries = new ArrayList<>();
        for (Statement statement : statements) {
            if (!next.holds(statement)) {
                next = next.after(statement); // the second, independent check: throws before anything is saved
                entries.add(entry(STATEMENT, SafetyRecordCodec.encodeStatement(statement)));
            }
        }
        log.append(entries);
        record = next;
        checkpoint();
    }

    /**
     * Makes durable that a plan was signed: nothing of its epoch is admitted from now on (G45).
     *
     * @throws IllegalStateException if a later plan was signed before; nothing was written then
     */
    public void fence(PlanFence fence) {
        SafetyRecord next = record.after(fence);
        if (!next.equals(record)) {
            log.append(List.of(entry(FENCE, SafetyRecordCodec.encodeFence(fence))));
            record = next;
        }
    }

    /** Takes up what another record of the same key knew: of everything the higher (EIP-3076's maximum). */
    public void merge(SafetyRecord other, Floor otherFloor) {
        SafetyRecord merged = record.merge(other);
        Floor higher = otherFloor.height() > floor.height() ? otherFloor : floor;
        floor = higher;
        log.append(List.of(entry(WHOLE, SafetyRecordCodec.encode(merged)), markEntry(Mark.IMPORTED, Bytes.EMPTY)));
        record = merged;
    }

    public void mark(Mark mark, Bytes detail) {
        log.append(List.of(markEntry(mark, detail)));
    }

    @Override
    public void close() {
        log.close();
    }

    /** Begins a new segment with the whole record once the last one is full. */
    private void checkpoint() {
        if ((log.nextSequence() - wholeAt) * AVERAGE_ENTRY_BYTES < SEGMENT_BYTES) {
            return;
        }
        log.rotate();
        wholeAt = log.nextSequence();
        log.append(place.isEmpty() ? List.of(whole()) : List.of(whole(), markEntry(Mark.PLACED, place)));
        log.dropBefore(wholeAt - KEPT_SEGMENTS * (SEGMENT_BYTES / AVERAGE_ENTRY_BYTES));
    }

    private Bytes whole() {
        return entry(WHOLE, SafetyRecordCodec.encode(record));
    }

    private Bytes markEntry(Mark mark, Bytes detail) {
        return entry(MARK, RlpWriter.listOf(list -> list.number(mark.ordinal()).bytes(detail)));
    }

    private Bytes entry(int kind, Bytes content) {
        return RlpWriter.listOf(list ->
                list.number(kind).number(floor.height()).hash(floor.hash()).encoded(content));
    }

    /** Folds entries into the record they leave. */
    private static final class Reading {
        private @Nullable SafetyRecord record;
        private Floor floor = Floor.NONE;
        private boolean retired;
        private Bytes place = Bytes.EMPTY;

        Entry add(Bytes entry) {
            try {
                RlpReader list = RlpReader.ofList(entry);
                int kind = (int) list.number();
                floor = new Floor(list.number(), list.hash());
                Bytes content = list.encoded();
                list.end();
                return switch (kind) {
                    case WHOLE -> {
                        SafetyRecord whole = SafetyRecordCodec.decode(content);
                        record = whole;
                        yield new Entry.Whole(whole);
                    }
                    case STATEMENT -> statement(SafetyRecordCodec.decodeStatement(content));
                    case MARK -> mark(RlpReader.ofList(content));
                    case FENCE -> fenced(SafetyRecordCodec.decodeFence(content));
                    default -> throw new MalformedException("entry of kind " + kind);
                };
            } catch (MalformedException e) {
                throw new StorageException(
                        StorageException.Reason.NEWER,
                        "the signer's record holds what this program cannot read (" + e.getMessage()
                                + "), so nothing is signed with it; run the version that wrote it",
                        e);
            }
        }

        private Entry statement(Statement statement) {
            if (record == null) {
                throw new IllegalStateException("signer record begins with a statement, not with the whole record");
            }
            record = record.after(statement);
            return new Entry.Signed(statement);
        }

        private Entry fenced(PlanFence fence) {
            if (record == null) {
                throw new IllegalStateException("signer record begins with a plan, not with the whole record");
            }
            record = record.after(fence);
            return new Entry.Fenced(fence);
        }

        private Entry mark(RlpReader list) throws MalformedException {
            long number = list.number();
            Bytes detail = list.bytes();
            list.end();
            if (number >= Mark.values().length) {
                throw new MalformedException("mark " + number);
            }
            Mark mark = Mark.values()[(int) number];
            switch (mark) {
                case RETIRED -> retired = true;
                case PLACED -> place = detail;
                case IMPORTED -> {
                    retired = false;
                    place = Bytes.EMPTY;
                }
            }
            return new Entry.Marked(mark, detail);
        }
    }
}
