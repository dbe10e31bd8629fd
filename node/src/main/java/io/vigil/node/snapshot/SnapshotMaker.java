package io.vigil.node.snapshot;

import io.vigil.consensus.certificates.Certificate;
import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.wire.ConsensusCodec;
import io.vigil.node.chain.ChainStore;
import io.vigil.node.config.RefusedException;
import io.vigil.node.sync.FinalityProof;
import io.vigil.storage.StorageException;
import io.vigil.storage.Table;
import io.vigil.storage.rocks.RocksStore;
import io.vigil.storage.rocks.StoreCheckpoint;
import io.vigil.storage.rocks.StoreStats;
import io.vigil.storage.snapshot.Exporter;
import io.vigil.storage.snapshot.FolderSource;
import io.vigil.storage.snapshot.Level;
import io.vigil.storage.snapshot.Manifest;
import io.vigil.storage.snapshot.Verdict;
import io.vigil.storage.state.StateHistory;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.Header;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * Makes a snapshot of a store that may be written meanwhile: a checkpoint of hard links, taken back to the wanted height,
 * is exported, read back and proved. The store's blocks never wait for it.
 */
public final class SnapshotMaker {
    /** For the head to reach a height, or for a block to be certified; a chain that stands still has neither. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
    private static final String CHECKPOINT = ".checkpoint";

    private final SnapshotChain chain;
    private final RocksStore store;
    private final Path data;
    private final Supplier<List<EpochProof>> epochs;

    /**
     * @param data where the checkpoint is made: on the store's file system
     * @param epochs the proofs of all epochs since genesis that are known
     */
    public SnapshotMaker(SnapshotChain chain, RocksStore store, Path data, Supplier<List<EpochProof>> epochs) {
        this.chain = chain;
        this.store = store;
        this.data = data;
        this.epochs = epochs;
    }

    /**
     * @param height the block whose state is wanted; the newest certified one if absent
     * @param out does not exist, or is empty
     * @return what its verification said
     * @throws RefusedException if there is no such block, or nothing certifies it
     * @throws StorageException if a disk fails; what was written is removed
     */
    public Verdict make(OptionalLong height, Path out, PacedWork work) {
        if (height.isPresent()) {
            work.phase("waiting for block " + height.getAsLong(), 0);
            awaitCertified(height.getAsLong());
        }
        boolean finished = false;
        try {
            Manifest manifest = export(height, out, work);
            FolderSource made = new FolderSource(out);
            Verdict verdict =
                    chain.verifier().verify(made, Level.STATE, work.phase("verifying", manifest.logicalBytes()));
            finished = verdict instanceof Verdict.Sound;
            return verdict;
        } finally {
            if (!finished) {
                Folders.delete(out);
            }
        }
    }

    /** What is newest is asked of the checkpoint, so that it need not go back from what came while it was made. */
    private Manifest export(OptionalLong height, Path out, PacedWork work) {
        Path folder = data.resolve(CHECKPOINT);
        Folders.delete(folder);
        try (StoreCheckpoint checkpoint = store.checkpoint(folder)) {
            ChainStore rows = new ChainStore(checkpoint.view()::get);
            ChainStore.Head head = rows.head().orElseThrow(() -> new RefusedException("the store has no block"));
            long wanted = height.orElseGet(() -> newestCertified(rows, head.height()));
            ChainStore.Certified certified = rows.certified(wanted, head.height(), FinalityProof.MAX_HEADERS)
                    .orElseThrow(() -> new IllegalStateException("block " + wanted + " is no longer certified"));
            Exporter.Subject subject = subject(rows, wanted, certified);
            if (head.height() > wanted) {
                work.phase("going back from block " + head.height() + " to " + wanted, 0);
                rollBack(checkpoint, head.height(), wanted);
            }
            return Exporter.export(checkpoint.view(), subject, out, work.phase("exporting", estimate()));
        }
    }

    private static void rollBack(StoreCheckpoint checkpoint, long head, long height) {
        long floor = StateHistory.floor(checkpoint.view());
        if (height < floor) {
            throw new RefusedException("the state of block " + height + " is gone: this node keeps those from block "
                    + floor + " on; keep one for later with: vigil snapshot pin");
        }
        checkpoint.rollBack(head, height);
    }

    private Exporter.Subject subject(ChainStore rows, long height, ChainStore.Certified certified) {
        Header header = rows.header(height).orElseThrow(() -> new RefusedException("no block " + height));
        List<Header> ancestors = new ArrayList<>();
        for (long at = Math.max(0, height - Manifest.MAX_ANCESTORS); at < height; at++) {
            long missing = at;
            ancestors.add(rows.header(at)
                    .orElseThrow(() -> new RefusedException("block " + missing + " below block " + height
                            + " is not in this store, which began later; take a snapshot of a later block")));
        }
        try {
            Certificate certificate = ConsensusCodec.decodeCertificate(certified.certificate());
            if (!(certificate instanceof CommitCertificate commit)) {
                throw new IllegalStateException("stored certificate of a block is " + certificate);
            }
            List<EpochProof> proofs = epochs.get().stream()
                    .filter(proof -> proof.end().epoch() < commit.epoch())
                    .toList();
            return new Exporter.Subject(
                    chain.chainId(),
                    chain.genesisHash(),
                    header,
                    ancestors,
                    new HeadProof(commit, certified.headers(), rows.body(height).orElseThrow()).encode(),
                    EpochProofs.encode(proofs));
        } catch (MalformedException e) {
            throw new IllegalStateException("stored certificate: " + e.getMessage(), e);
        }
    }

    /** The highest block with a certificate of its own. */
    private static long newestCertified(ChainStore rows, long head) {
        return LongStream.iterate(head, at -> at > 0 && at > head - FinalityProof.MAX_HEADERS, at -> at - 1)
                .filter(at -> rows.proof(at).isPresent())
                .findFirst()
                .orElseThrow(() -> new RefusedException("no block up to " + head
                        + " has a commit certificate yet; genesis needs no snapshot, so wait for the first block"));
    }

    private void awaitCertified(long height) {
        if (height < 1) {
            throw new RefusedException("block " + height + " needs no snapshot: every node makes it from genesis.json");
        }
        ChainStore rows = new ChainStore(store::get);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            long head = rows.head().map(ChainStore.Head::height).orElse(0L);
            if (rows.certified(height, head, FinalityProof.MAX_HEADERS).isPresent()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new RefusedException(
                        head < height
                                ? "block " + height + " does not exist: the head is at " + head + ", and did not get"
                                        + " there within " + PATIENCE.toSeconds() + " s"
                                : "nothing certifies block " + height + " up to the head at " + head
                                        + "; ask again once the chain moves on");
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException("the snapshot was stopped", e);
        }
    }

    /** Files are compressed a little, rows not yet flushed do not count: right within a factor of two. */
    private long estimate() {
        return store.stats().tables().stream()
                .filter(table -> table.table() == Table.ACCT || table.table() == Table.SLOT)
                .mapToLong(StoreStats.TableStats::dataFiles)
                .sum();
    }
}
