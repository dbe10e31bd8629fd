package io.vigil.node.upkeep;

import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Root;
import io.vigil.node.agreement.ConsensusJournal;
import io.vigil.node.chain.BlockRefs;
import io.vigil.node.chain.ChainStore;
import io.vigil.node.chain.GenesisBlock;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.RefusedException;
import io.vigil.node.keys.RejoinMark;
import io.vigil.node.keys.SignerPlace;
import io.vigil.node.keys.StatementLog;
import io.vigil.node.snapshot.EpochProofs;
import io.vigil.storage.StorageException;
import io.vigil.storage.StorageException.Reason;
import io.vigil.storage.append.DiskFolder;
import io.vigil.storage.rocks.StoreReading;
import io.vigil.types.genesis.Genesis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;

/**
 * Begins the record of a validator anew whose record is lost, damaged or old (R6, A15). What is there is put aside, never
 * deleted.
 */
public final class SignerRecovery {
    private final NodeHome home;
    private final NodeConfig.Storage config;
    private final Genesis genesis;
    private final Path folder;

    /** @param held its node cannot start meanwhile */
    public SignerRecovery(StoppedHome held, NodeConfig.Storage config) {
        this.home = held.home();
        this.config = config;
        this.genesis = held.genesis();
        this.folder = home.signerRecord(GenesisBlock.hash(genesis));
    }

    /**
     * What was done.
     *
     * @param aside where the record that was there lies now
     */
    public record Outcome(Path folder, Optional<Path> aside) {}

    /**
     * Has the next start ask the others how far the chain is: the key signs from two epochs after the highest that a quorum of them
     * reports.
     *
     * @param whole whether to put aside a record that can be used: the node said that it is not the newest
     * @throws RefusedException if the record can be used and {@code whole} is not said, or the chain has no epochs to wait for
     */
    public Outcome waitForOthers(boolean whole) {
        requireUnusable(whole);
        if (genesis.parameters().epochLength() == 0) {
            throw new RefusedException(home.genesisFile()
                    + ": the chain is one endless epoch, so there is none in which this key has surely signed nothing;"
                    + " put the record back, or, if it is gone for good and no other node runs with this key:"
                    + " vigil signer recover --override");
        }
        RejoinMark.beside(folder).waits();
        return new Outcome(folder, putAside());
    }

    /**
     * Lets the key sign again at once, in the newest epoch that this home knows, whatever it signed there before: where no quorum
     * can answer, somebody has to take that risk. Only the lock survives, as high as the journal proves it.
     *
     * @param whole see {@link #waitForOthers}
     */
    public Outcome override(boolean whole) {
        requireUnusable(whole);
        BlockCertificate lock;
        long epoch;
        try (ConsensusJournal journal =
                ConsensusJournal.open(DiskFolder.forReading(home.consensus()), BlockRefs::ofBody)) {
            lock = journal.certificates().stream()
                    .filter(QuorumCertificate.class::isInstance)
                    .map(QuorumCertificate.class::cast)
                    .max(Comparator.comparingLong(QuorumCertificate::epoch).thenComparingLong(QuorumCertificate::view))
                    .<BlockCertificate>map(quorum -> quorum)
                    .orElse(Root.genesis(GenesisBlock.hash(genesis)));
            epoch = journal.epochs().stream()
                    .mapToLong(proof -> proof.end().epoch() + 1)
                    .max()
                    .orElse(0);
        }
        RejoinMark.beside(folder).overridden(Math.max(epoch, storedEpoch()));
        Optional<Path> aside = putAside();
        try (DiskFolder locked = DiskFolder.open(folder)) {
            StatementLog.open(locked, lock).close(); // begins with the lock
        }
        return new Outcome(folder, aside);
    }

    private long storedEpoch() {
        if (!Files.isRegularFile(home.chain().resolve("CURRENT"))) {
            return 0;
        }
        try (StoreReading store = StoreReading.open(home.chain(), config.sizes())) {
            return EpochProofs.stored(new ChainStore(store.view()::get)).size();
        }
    }

    private void requireUnusable(boolean whole) {
        if (!whole && isUsable()) {
            throw new RefusedException(
                    folder + ": the record can be used, there is nothing to recover; if the node said"
                            + " that it is not the newest, put the newest back, or say --aside");
        }
    }

    private boolean isUsable() {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (DiskFolder locked = DiskFolder.open(folder);
                StatementLog log = StatementLog.open(locked, Root.genesis(GenesisBlock.hash(genesis)))) {
            log.requireUsableAt(SignerPlace.of(folder));
            return true;
        } catch (StorageException e) {
            if (e.reason() != Reason.DAMAGED) {
                throw e;
            }
            return false;
        } catch (RefusedException e) {
            throw e; // a copy, or exported: what to do about it is said there
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private Optional<Path> putAside() {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try {
            Path aside = Recovery.vacant(folder);
            Files.move(folder, aside);
            return Optional.of(aside);
        } catch (IOException e) {
            throw new StorageException(Reason.FAILED, "cannot move " + folder + ": " + e, e);
        }
    }
}
