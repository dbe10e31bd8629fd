package io.vigil.node.agreement;

import io.vigil.consensus.certificates.Certificate;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.wire.BlockReader;
import io.vigil.consensus.wire.ConsensusCodec;
import io.vigil.storage.StorageException;
import io.vigil.storage.append.AppendLog;
import io.vigil.storage.append.DiskFolder;
import io.vigil.storage.append.Ending;
import io.vigil.storage.append.Folder;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What agreement needs after a crash besides the signer's record: the bodies of uncommitted blocks and of the last
 * committed ones, the highest certificates, the latest epoch proofs (DESIGN "Storage"). It lies outside the chain's store
 * on purpose: restore, rollback and recover leave it in place. Owned by the consensus loop.
 */
public final class ConsensusJournal implements AutoCloseable {
    /** Bodies of committed blocks that stay, since a lock may name one that only this journal holds. */
    static final int KEPT_COMMITTED = 64;

    /** Epoch proofs that stay: enough that the store was synced since it got the older ones. */
    static final int KEPT_EPOCHS = 100;

    private static final int SEGMENT_BYTES = 16 << 20;

    /** The log is begun anew, with what is still wanted, once it holds this much. */
    private static final long COMPACT_BYTES = 64L << 20;

    private static final int BODY = 1;
    private static final int CERTIFICATE = 2;
    private static final int EPOCH = 3;

    private final Folder folder;
    private final BlockReader blocks;
    private final AppendLog log;

    /** Their contents stay on the disk: where no block becomes final there is no end of them, and each may have 2 MiB. */
    private final Map<Hash, Kept> bodies;

    private final Map<Class<?>, Certificate> highest;
    private final List<EpochProof> epochs;
    private final List<Bytes> unsynced = new ArrayList<>();
    private long head;
    private @Nullable DiskFolder owned;

    /** @param sequence of the entry that holds the body */
    private record Kept(BlockRef block, int bytes, long sequence) {}

    /** A block and its body. */
    record Found(BlockRef block, Bytes body) {}

    private ConsensusJournal(Folder folder, BlockReader blocks, AppendLog log, Reading reading) {
        this.folder = folder;
        this.blocks = blocks;
        this.log = log;
        this.bodies = reading.bodies;
        this.highest = reading.highest;
        this.epochs = reading.epochs;
    }

    /** @param blocks reads what agreement needs to know of a body */
    public static ConsensusJournal open(Folder folder, BlockReader blocks) {
        Reading reading = new Reading(blocks);
        AppendLog log = AppendLog.open(folder, SEGMENT_BYTES, reading::add);
        return new ConsensusJournal(folder, blocks, log, reading);
    }

    /** Like {@link #open(Path, UnaryOperator, BlockReader)} without a drill. */
    public static ConsensusJournal open(Path path, BlockReader blocks) {
        return open(path, folder -> folder, blocks);
    }

    /**
     * Like {@link #open(Folder, BlockReader)} in a folder of the disk, which is locked until the journal is closed.
     *
     * @param seen what the folder is written through; a drill's may lose what was not synced
     */
    public static ConsensusJournal open(Path path, UnaryOperator<Folder> seen, BlockReader blocks) {
        DiskFolder folder = DiskFolder.open(path);
        ConsensusJournal journal = open(seen.apply(folder), blocks);
        journal.owned = folder;
        return journal;
    }

    /**
     * Reads a journal without opening it.
     *
     * @throws StorageException DAMAGED as {@link #open} would
     */
    public static void check(Folder folder, BlockReader blocks) {
        requireWhole(folder, new Reading(blocks)::add);
    }

    private static void requireWhole(Folder folder, Consumer<AppendLog.Numbered> reader) {
        if (AppendLog.read(folder, reader) instanceof Ending.Damaged(String file, long offset, String what)) {
            throw new StorageException(
                    StorageException.Reason.DAMAGED, "journal file " + file + " at byte " + offset + ": " + what);
        }
    }

    /**
     * What a journal holds, as far as it can be read; the node may be running.
     *
     * @param certificates the highest of each kind
     * @param epochs the proofs of those that were entered, oldest first
     */
    public record Contents(List<Certificate> certificates, List<EpochProof> epochs) {
        public Contents {
            certificates = List.copyOf(certificates);
            epochs = List.copyOf(epochs);
        }
    }

    /** Reads a journal without opening it. */
    public static Contents read(Folder folder, BlockReader blocks) {
        Reading reading = new Reading(blocks);
        Ending ignored = AppendLog.read(folder, reading::add);
        return new Contents(List.copyOf(reading.highest.values()), reading.epochs);
    }

    public boolean holds(Hash block) {
        return bodies.containsKey(block);
    }

    /** What was voted for or proposed and is wanted again long after (A7). Reads a segment from the disk. */
    Optional<Found> find(Hash block) {
        Kept kept = bodies.get(block);
        if (kept == null) {
            return Optional.empty();
        }
        sync();
        return log.read(kept.sequence()).flatMap(entry -> {
            List<Found> found = new ArrayList<>();
            new Reading(blocks, (ref, body) -> found.add(new Found(ref, body)))
                    .add(new AppendLog.Numbered(kept.sequence(), entry));
            return found.stream().findFirst();
        });
    }

    /**
     * Reads bodies from the disk, in the order they came.
     *
     * @param tips these with what they stand on come first of all
     * @param most so many, the newest of the others among them
     */
    public void read(Set<Hash> tips, int most, Consumer<Bytes> reader) {
        Set<Hash> chosen = new HashSet<>();
        for (Hash tip : tips) {
            Kept at = bodies.get(tip);
            while (at != null && chosen.add(at.block().hash())) {
                at = bodies.get(at.block().parent());
            }
        }
        for (Hash other : new ArrayList<>(bodies.keySet()).reversed()) {
            if (chosen.size() < most) {
                chosen.add(other);
            }
        }
        read(chosen, (block, body) -> reader.accept(body));
    }

    private void read(Set<Hash> wanted, Reading.Sink reader) {
        Set<Hash> left = new HashSet<>(wanted);
        Reading.Sink sink = (block, body) -> {
            if (left.remove(block.hash())) {
                reader.body(block, body);
            }
        };
        requireWhole(folder, new Reading(blocks, sink)::add);
    }

    /** The highest certificate of each kind. */
    public List<Certificate> certificates() {
        return List.copyOf(highest.values());
    }

    /** The epochs that were entered, oldest first. */
    public List<EpochProof> epochs() {
        return List.copyOf(epochs);
    }

    /** Durable after the next {@link #sync}. */
    void body(BlockRef block, Bytes body) {
        long sequence = log.nextSequence() + unsynced.size();
        if (bodies.putIfAbsent(block.hash(), new Kept(block, body.size(), sequence)) == null) {
            unsynced.add(encode(BODY, body));
        }
    }

    /** Durable after the next {@link #sync}. */
    public void keep(Certificate certificate) {
        highest.put(certificate.getClass(), certificate);
        unsynced.add(encode(CERTIFICATE, ConsensusCodec.encodeCertificate(certificate)));
    }

    /** Durable after the next {@link #sync}. */
    public void entered(EpochProof proof) {
        epochs.add(proof);
        while (epochs.size() > KEPT_EPOCHS) {
            epochs.removeFirst(); // long since synced in the store
        }
        unsynced.add(encode(EPOCH, ConsensusCodec.encodeEpochProof(proof)));
    }

    /** Makes all that was added durable, with one fsync. */
    public void sync() {
        if (!unsynced.isEmpty()) {
            log.append(unsynced);
            unsynced.clear();
        }
    }

    /** The head moved to {@code height}: older bodies than the last {@value #KEPT_COMMITTED} are wanted no longer. */
    void committed(long height) {
        head = height;
        bodies.values().removeIf(kept -> kept.block().height() <= head - KEPT_COMMITTED);
        if (log.sizeBytes() > COMPACT_BYTES && log.sizeBytes() > 2 * wantedBytes()) {
            compact();
        }
    }

    private long wantedBytes() {
        return bodies.values().stream().mapToLong(Kept::bytes).sum();
    }

    @Override
    public void close() {
        log.close();
        if (owned != null) {
            owned.close();
        }
    }

    private void compact() {
        sync();
        List<Found> kept = new ArrayList<>();
        read(bodies.keySet(), (block, body) -> kept.add(new Found(block, body)));
        log.rotate();
        long first = log.nextSequence();
        List<Bytes> wanted = new ArrayList<>();
        epochs.forEach(proof -> wanted.add(encode(EPOCH, ConsensusCodec.encodeEpochProof(proof))));
        highest.values()
                .forEach(certificate -> wanted.add(encode(CERTIFICATE, ConsensusCodec.encodeCertificate(certificate))));
        log.append(wanted);
        for (Found one : kept) {
            long sequence = log.append(List.of(encode(BODY, one.body())));
            bodies.put(one.block().hash(), new Kept(one.block(), one.body().size(), sequence));
        }
        log.dropBefore(first);
    }

    private static Bytes encode(int kind, Bytes content) {
        return RlpWriter.listOf(list -> list.number(kind).bytes(content));
    }

    private static final class Reading {
        private final BlockReader blocks;
        private final Sink sink;
        private final Map<Hash, Kept> bodies = new LinkedHashMap<>();
        private final Map<Class<?>, Certificate> highest = new HashMap<>();
        private final List<EpochProof> epochs = new ArrayList<>();

        /** Gets each body as it is read. */
        @FunctionalInterface
        interface Sink {
            void body(BlockRef block, Bytes body);
        }

        Reading(BlockReader blocks) {
            this(blocks, (block, body) -> {});
        }

        Reading(BlockReader blocks, Sink sink) {
            this.blocks = blocks;
            this.sink = sink;
        }

        void add(AppendLog.Numbered entry) {
            try {
                RlpReader list = RlpReader.ofList(entry.payload());
                int kind = (int) list.number();
                Bytes content = list.bytes();
                list.end();
                switch (kind) {
                    case BODY -> {
                        BlockRef block = blocks.read(content);
                        bodies.put(block.hash(), new Kept(block, content.size(), entry.sequence()));
                        sink.body(block, content);
                    }
                    case CERTIFICATE -> {
                        Certificate certificate = ConsensusCodec.decodeCertificate(content);
                        highest.put(certificate.getClass(), certificate);
                    }
                    case EPOCH -> {
                        EpochProof proof = ConsensusCodec.decodeEpochProof(content);
                        if (!epochs.contains(proof)) {
                            epochs.add(proof);
                        }
                        if (epochs.size() > KEPT_EPOCHS) {
                            epochs.removeFirst();
                        }
                    }
                    default -> throw new MalformedException("entry of kind " + kind);
                }
            } catch (MalformedException e) {
                throw new StorageException(
                        StorageException.Reason.NEWER,
                        "the journal of consensus holds what this program cannot read (" + e.getMessage()
                                + "); run the version that wrote it",
                        e);
            }
        }
    }
}
