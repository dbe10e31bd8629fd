package io.vigil.node.upkeep;

import io.vigil.node.config.NewHome;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.RefusedException;
import io.vigil.storage.StorageException;
import io.vigil.storage.append.DiskFolder;
import io.vigil.storage.rocks.RocksStore;
import io.vigil.storage.snapshot.Staging;
import io.vigil.types.genesis.Genesis;
import java.nio.file.Files;

/**
 * A home whose node does not run, held so that it cannot start meanwhile: the lock is that of the consensus journal, which
 * a node takes before anything else.
 */
public final class StoppedHome implements AutoCloseable {
    private final NodeHome home;
    private final NodeConfig.Storage config;
    private final DiskFolder lock;

    private StoppedHome(NodeHome home, NodeConfig.Storage config, DiskFolder lock) {
        this.home = home;
        this.config = config;
        this.lock = lock;
    }

    /** @throws RefusedException if its node runs, or there is no home */
    public static StoppedHome hold(NodeHome home, NodeConfig.Storage config) {
        if (!Files.isRegularFile(home.genesisFile())) {
            throw new RefusedException(home.root() + ": is no home: genesis.json is missing");
        }
        try {
            return new StoppedHome(home, config, DiskFolder.open(home.consensus()));
        } catch (StorageException e) {
            if (e.reason() == StorageException.Reason.IN_USE) {
                throw new RefusedException(home.root() + ": its node is running; stop it first", e);
            }
            throw e;
        }
    }

    public NodeHome home() {
        return home;
    }

    public Genesis genesis() {
        return NewHome.readGenesis(home.genesisFile());
    }

    /**
     * The chain's store; close it before this. Opening may replay its log, and ends an exchange that a restore began.
     *
     * @throws RefusedException if there is none: looking must not make one
     */
    public RocksStore store() {
        Staging.finish(home.data());
        if (!Files.isRegularFile(home.chain().resolve("CURRENT"))) {
            throw new RefusedException(home.chain() + ": holds no store"
                    + (Files.isDirectory(home.chain()) ? " (file CURRENT is missing)" : "")
                    + "; a node makes one at its first start, or restore a snapshot");
        }
        return RocksStore.open(home.chain(), config.sizes());
    }

    @Override
    public void close() {
        lock.close();
    }
}
