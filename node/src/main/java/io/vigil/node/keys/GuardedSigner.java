package io.vigil.node.keys;

import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.safety.SafetyRecord;
import io.vigil.consensus.statements.Statement;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.consensus.wire.Randao;
import io.vigil.consensus.wire.SafetyRecordCodec;
import io.vigil.consensus.wire.SignBytes;
import io.vigil.storage.append.AppendLog;
import io.vigil.storage.append.Folder;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import io.vigil.types.crypto.BlsSecretKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The validator's key behind its record (DESIGN "Signer record"). The record is a log of every statement signed, in
 * {@code signer/<genesis hash>/}, each segment beginning with the whole record, so that old segments may go.
 *
 * <pre>
 *   entry: RLP[1, floor height, floor hash, safety record]   the whole record
 *          RLP[2, floor height, floor hash, statement]       one more statement
 * </pre>
 */
public final class GuardedSigner implements Signer {
    /** A segment holds about a day of an idle chain or an hour of a busy one. */
    static final int SEGMENT_BYTES = 8 << 20;

    /** Statements below these segments are gone; the watermarks never are. 256 MiB of history. */
    private static final int KEPT_SEGMENTS = 32;

    /** A vote with its grounds has about 500 bytes, a commit vote 300. */
    private static final long AVERAGE_ENTRY_BYTES = 512;

    private static final int WHOLE = 1;
    private static final int STATEMENT = 2;

    private final List<BlsSecretKey> keys;
    private final long chainId;
    private final SignBytes signBytes;
    private final LongFunction<ValidatorSet> sets;
    private final AppendLog log;
    private SafetyRecord record;
    private Floor floor;
    private long wholeAt;

    /** The commit floor: a block known to be synced in the store. */
    public record Floor(long height, Hash hash) {
        public static final Floor NONE = new Floor(0, Hash.ZERO);
    }

    /** What a log holds. */
    public record Contents(Optional<SafetyRecord> record, Floor floor) {}

    /** One entry, for those who read the history. */
    public sealed interface Entry {
        record Whole(SafetyRecord record) implements Entry {}

        record Signed(Statement statement) implements Entry {}
    }

    private GuardedSigner(
            List<BlsSecretKey> keys,
            long chainId,
            Hash genesis,
            LongFunction<ValidatorSet> sets,
            AppendLog log,
            SafetyRecord record,
            Floor floor) {
        this.keys = List.copyOf(keys);
        this.chainId = chainId;
        this.signBytes = new SignBytes(chainId, genesis);
        this.sets = sets;
        this.log = log;
        this.record = record;
        this.floor = floor;
        this.wholeAt = log.nextSequence();
        log.append(List.of(whole()));
    }

    /**
     * Opens the record of a key; one that is empty begins with {@code root}.
     *
     * @param sets the validators of each epoch, whose root every signature covers
     * @throws io.vigil.storage.StorageException if a synced part of the record is damaged
     */
    public static GuardedSigner open(
            BlsSecretKey key,
            long chainId,
            Hash genesis,
            LongFunction<ValidatorSet> sets,
            Folder folder,
            BlockCertificate root) {
        return open(List.of(key), chainId, genesis, sets, folder, root);
    }

    /** One record for all {@code keys} of a validator: what is signed in an epoch is signed by the key it has there (G11). */
    public static GuardedSigner open(
            List<BlsSecretKey> keys,
            long chainId,
            Hash genesis,
            LongFunction<ValidatorSet> sets,
            Folder folder,
            BlockCertificate root) {
        Reading reading = new Reading();
        AppendLog log = AppendLog.open(folder, SEGMENT_BYTES, entry -> reading.add(entry.payload()));
        SafetyRecord record = reading.record == null ? SafetyRecord.empty(root) : reading.record;
        return new GuardedSigner(keys, chainId, genesis, sets, log, record, reading.floor);
    }

    /** Reads a record without opening it: what it holds, and each entry in order for {@code each}. */
    public static Contents read(Folder folder, Consumer<Entry> each) {
        Reading reading = new Reading();
        AppendLog.read(folder, entry -> each.accept(reading.add(entry.payload())));
        return new Contents(Optional.ofNullable(reading.record), reading.floor);
    }

    public Floor floor() {
        return floor;
    }

    @Override
    public List<Bytes> publicKeys() {
        return keys.stream().map(key -> key.publicKey().bytes()).toList();
    }

    private BlsSecretKey key(long epoch) {
        ValidatorSet set = sets.apply(epoch);
        return keys.stream()
                .filter(key -> set.indexOf(key.publicKey().bytes()).isPresent())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no key of ours is a member's in epoch " + epoch));
    }

    @Override
    public SafetyRecord record() {
        return record;
    }

    @Override
    public List<Bytes> sign(List<Statement> statements) {
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
        return statements.stream()
                .map(statement ->
                        key(statement.epoch()).sign(message(statement).bytes()).bytes())
                .toList();
    }

    @Override
    public Bytes reveal(long epoch, long view) {
        return key(epoch).sign(Randao.signBytes(chainId, epoch, view).bytes()).bytes();
    }

    @Override
    public void committed(long height, Hash hash) {
        floor = new Floor(height, hash);
    }

    @Override
    public void close() {
        log.close();
    }

    private Hash message(Statement statement) {
        return signBytes.of(statement, sets.apply(statement.epoch()).root());
    }

    /** Begins a new segment with the whole record once the last one is full. */
    private void checkpoint() {
        if ((log.nextSequence() - wholeAt) * AVERAGE_ENTRY_BYTES < SEGMENT_BYTES) {
            return;
        }
        log.rotate();
        wholeAt = log.nextSequence();
        log.append(List.of(whole()));
        log.dropBefore(wholeAt - KEPT_SEGMENTS * (SEGMENT_BYTES / AVERAGE_ENTRY_BYTES));
    }

    private Bytes whole() {
        return entry(WHOLE, SafetyRecordCodec.encode(record));
    }

    private Bytes entry(int kind, Bytes content) {
        return RlpWriter.listOf(list ->
                list.number(kind).number(floor.height()).hash(floor.hash()).encoded(content));
    }

    /** Folds entries into the record they leave. */
    private static final class Reading {
        private @Nullable SafetyRecord record;
        private Floor floor = Floor.NONE;

        Entry add(Bytes entry) {
            try {
                RlpReader list = RlpReader.ofList(entry);
                long kind = list.number();
                floor = new Floor(list.number(), list.hash());
                Bytes content = list.encoded();
                list.end();
                if (kind == WHOLE) {
                    record = SafetyRecordCodec.decode(content);
                    return new Entry.Whole(record);
                }
                Statement statement = SafetyRecordCodec.decodeStatement(content);
                if (record == null) {
                    throw new IllegalStateException("signer record begins with a statement, not with the whole record");
                }
                record = record.after(statement);
                return new Entry.Signed(statement);
            } catch (MalformedException e) {
                throw new IllegalStateException("signer record: " + e.getMessage(), e);
            }
        }
    }
}
