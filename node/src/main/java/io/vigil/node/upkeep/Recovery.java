package io.vigil.node.upkeep;

import io.vigil.node.agreement.ConsensusJournal;
import io.vigil.node.chain.BlockRefs;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.storage.StorageException;
import io.vigil.storage.StorageException.Reason;
import io.vigil.storage.append.DiskFolder;
import io.vigil.storage.rocks.RocksStore;
import io.vigil.storage.snapshot.Staging;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts aside what is damaged, so that the node can start and fetch it again, or a snapshot can be restored. Nothing is
 * repaired by guess and nothing deleted. What was signed is none of its business.
 */
public final class Recovery {
    private static final int MAX_ASIDE = 99;

    private Recovery() {}

    /**
     * What was done.
     *
     * @param what was wrong
     * @param aside where it lies now
     */
    public record Step(Path folder, String what, Path aside) {}

    /**
     * Tries each store as a start would, and moves away those that do not open.
     *
     * @param whole whether to move away the chain's store even if it opens: a deeper check found it wrong
     */
    public static List<Step> run(StoppedHome held, NodeConfig.Storage config, boolean whole) {
        NodeHome home = held.home();
        Staging.finish(home.data());
        List<Step> steps = new ArrayList<>();
        chainFault(home, config, whole).ifPresent(what -> steps.add(putAside(home.chain(), what)));
        journalFault(home).ifPresent(what -> steps.add(putJournalAside(home.consensus(), what)));
        return List.copyOf(steps);
    }

    private static Optional<String> chainFault(NodeHome home, NodeConfig.Storage config, boolean whole) {
        if (!Files.isDirectory(home.chain())) {
            return Optional.empty();
        }
        try {
            RocksStore.open(home.chain(), config.sizes()).close();
            return whole ? Optional.of("was found wrong by a deeper check") : Optional.empty();
        } catch (StorageException e) {
            if (e.reason() != Reason.DAMAGED) {
                throw e;
            }
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<String> journalFault(NodeHome home) {
        try {
            ConsensusJournal.check(DiskFolder.forReading(home.consensus()), BlockRefs::ofBody);
            return Optional.empty();
        } catch (StorageException e) {
            if (e.reason() != Reason.DAMAGED) {
                throw e;
            }
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (IllegalStateException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static Step putAside(Path folder, String what) {
        try {
            Path aside = vacant(folder);
            Files.move(folder, aside);
            return new Step(folder, what, aside);
        } catch (IOException e) {
            throw new StorageException(Reason.FAILED, "cannot move " + folder + ": " + e, e);
        }
    }

    /** The folder stays, since it holds the lock; its files go. */
    private static Step putJournalAside(Path folder, String what) {
        try {
            Path aside = Files.createDirectory(vacant(folder));
            DiskFolder files = DiskFolder.forReading(folder);
            for (String name : files.names()) {
                Files.move(folder.resolve(name), aside.resolve(name));
            }
            return new Step(folder, what, aside);
        } catch (IOException e) {
            throw new StorageException(Reason.FAILED, "cannot move the files of " + folder + ": " + e, e);
        }
    }

    /** A name beside {@code folder} that nothing has. */
    static Path vacant(Path folder) throws IOException {
        for (int i = 1; i <= MAX_ASIDE; i++) {
            Path path = folder.resolveSibling(folder.getFileName() + ".aside-" + i);
            if (!Files.exists(path)) {
                return path;
            }
        }
        throw new IOException("remove some of the folders " + folder.getFileName() + ".aside-1 to " + MAX_ASIDE);
    }
}
