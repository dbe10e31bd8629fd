package io.vigil.storage.snapshot;

import io.vigil.storage.Batch;
import io.vigil.storage.Entry;
import io.vigil.storage.KeyValueStore;
import io.vigil.storage.KeyValueStore.Durability;
import io.vigil.storage.StorageException;
import io.vigil.storage.StorageException.Reason;
import io.vigil.storage.Table;
import io.vigil.storage.state.StateHistory;
import io.vigil.storage.state.StateWalk;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.chain.Header;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Restores a snapshot into a staging folder beside the chain's, builds the trie while records come, meets the state root, and
 * exchanges the folders. Interrupted at any point, the next call goes on behind the last chunk that was stored. Touches nothing outside
 * the data folder, so neither keys nor the signer's record.
 */
public final class Restorer {
    /** Rows, trie nodes and the space a compaction takes, per byte of records. */
    private static final double SPACE_FACTOR = 2.5;

    private static final int ID_DIGITS = 16;

    private final Verifier verifier;
    private final Function<Path, KeyValueStore> open;
    private final Adoption adoption;

    /** Makes the restored block the head: the chain's owner knows its rows. */
    @FunctionalInterface
    public interface Adoption {
        /** Adds rows beside state, HEADER and HASHNUM of the block and its ancestors, which are there already. */
        void adopt(Batch batch, Manifest manifest);
    }

    /** @param open opens or creates a store in a folder */
    public Restorer(Verifier verifier, Function<Path, KeyValueStore> open, Adoption adoption) {
        this.verifier = verifier;
        this.open = open;
        this.adoption = adoption;
    }

    /**
     * @param data the folder that holds {@code chain}; no store in it is open
     * @return Sound once the restored store is in its place
     * @throws StorageException FULL before anything is written if the disk of {@code data} is too small
     */
    public Verdict restore(ChunkSource source, Path data, Pace pace) {
        Staging.finish(data);
        Verdict verdict = stage(source, data, pace);
        Staging.finish(data);
        return verdict;
    }

    /**
     * All of it but the exchange, so the chain's store may be open; {@link Staging#finish} does the rest once it is not.
     *
     * @return Sound once the restored store is whole beside the chain's
     */
    public Verdict stage(ChunkSource source, Path data, Pace pace) {
        try {
            Manifest manifest = verifier.manifest(source);
            verifier.proof(manifest);
            requireSpace(data, manifest);
            Staging staging = new Staging(data, digits(manifest.id()));
            try (KeyValueStore store = opened(staging);
                    ChunkReader chunks = new ChunkReader(manifest, source, pace)) {
                fill(store, manifest, chunks);
                adopt(store, manifest);
            } catch (Refusal e) {
                staging.quarantine();
                return e.verdict();
            }
            staging.complete();
            return Verifier.sound(manifest);
        } catch (Refusal e) {
            return e.verdict();
        }
    }

    /** What was begun there, or a new store if it was killed while it was made, or hurt since: every chunk can be read again. */
    private KeyValueStore opened(Staging staging) {
        try {
            return open.apply(staging.folder());
        } catch (StorageException e) {
            if (e.reason() != Reason.DAMAGED || !Files.isDirectory(staging.folder())) {
                throw e;
            }
            staging.quarantine();
            return open.apply(staging.folder());
        }
    }

    /** Whether a restore of that snapshot was begun there and not ended. */
    public static boolean isBegun(Path data, Hash id) {
        return Files.isDirectory(new Staging(data, digits(id)).folder());
    }

    private static String digits(Hash id) {
        return id.toHex().substring(2, 2 + ID_DIGITS);
    }

    /** Accounts name the roots of their storage, so the state root is met before the first slot is read. */
    private static void fill(KeyValueStore store, Manifest manifest, ChunkReader chunks) {
        Set<Hash> codes = new HashSet<>();
        NodeRows nodes = new NodeRows(store);
        StateWalk walk = new StateWalk(new StateWalk.Sink() {
            @Override
            public void node(Bytes key, Bytes encoded) {
                nodes.add(key, encoded);
            }

            @Override
            public void code(Hash codeHash, Bytes accountKey) {
                codes.add(codeHash);
            }

            @Override
            public void contradiction(String what) {
                throw new Refusal(Fault.STATE, -1, -1, what);
            }
        });
        try (Intake intake = new Intake(store, manifest, chunks)) {
            Verifier.requireRoot(manifest, walk.accounts(intake.section(Section.ACCOUNTS)));
            nodes.finish();
            try (Stream<Entry> accounts = store.range(Table.ACCT, Bytes.EMPTY, Section.ACCOUNTS.end())) {
                walk.storage(accounts.iterator(), intake.section(Section.STORAGE));
            }
            nodes.finish();
            Verifier.requireCodes(codes, intake.section(Section.CODE));
        }
    }

    private void adopt(KeyValueStore store, Manifest manifest) {
        Batch batch = new Batch();
        manifest.ancestors().forEach(ancestor -> put(batch, ancestor));
        put(batch, manifest.header());
        StateHistory.begin(batch, manifest.height());
        Intake.forget(batch);
        adoption.adopt(batch, manifest);
        store.commit(batch, Durability.SYNCED);
    }

    private static void put(Batch batch, Header header) {
        Bytes height = Bytes.ofLong(header.number());
        batch.put(Table.HEADER, height, header.encode());
        batch.put(Table.HASHNUM, header.hash().bytes(), height);
    }

    private static void requireSpace(Path data, Manifest manifest) {
        try {
            Files.createDirectories(data);
            long free = Files.getFileStore(data).getUsableSpace();
            long needed = (long) (manifest.logicalBytes() * SPACE_FACTOR);
            if (free < needed) {
                throw new StorageException(
                        Reason.FULL,
                        "disk of " + data + " has " + (free >> 20) + " MiB free, the restore needs " + (needed >> 20)
                                + " MiB; nothing was written");
            }
        } catch (IOException e) {
            throw new StorageException(Reason.FAILED, "cannot use folder " + data + ": " + e, e);
        }
    }
}
