package io.vigil.node;

import io.vigil.node.chain.ChainStore;
import io.vigil.node.chain.GenesisBlock;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.RefusedException;
import io.vigil.storage.Entry;
import io.vigil.storage.Snapshot;
import io.vigil.storage.StorageException;
import io.vigil.storage.Table;
import io.vigil.storage.rocks.RocksStore;
import io.vigil.storage.snapshot.Staging;
import io.vigil.storage.state.StateAudit;
import io.vigil.storage.state.WorldStates;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Header;
import io.vigil.types.genesis.Genesis;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * The chain's store of a home, opened: what a restore left half exchanged is brought to its end, an empty store begins with
 * genesis, and one that contradicts itself is refused.
 */
final class StoredChain implements AutoCloseable {
    /** Accounts looked up in the trie at every start; takes milliseconds. */
    private static final int SAMPLE = 1_000;

    /** How long more of them are looked up after a start that followed no orderly end. */
    private static final Duration DEEPER = Duration.ofSeconds(2);

    private static final Bytes BEHIND_ALL = Bytes.fromHex("ff".repeat(65));

    private final RocksStore store;
    private final WorldStates states;
    private final Block head;
    private final Hash genesisHash;

    private StoredChain(RocksStore store, WorldStates states, Genesis genesis, NodeHome home) {
        this.store = store;
        this.states = states;
        ChainStore rows = new ChainStore(store::get);
        if (rows.head().isEmpty()) {
            begin(genesis, home);
        }
        genesisHash = requireGenesis(rows, genesis, home);
        head = rows.head()
                .flatMap(row -> rows.block(row.height()))
                .orElseThrow(() -> damaged(home, "the rows of the head are incomplete"));
        requireState(home);
    }

    /** Opens the store, or makes it. */
    static StoredChain open(NodeHome home, NodeConfig.Storage config, Genesis genesis) {
        Staging.finish(home.data());
        RocksStore store = RocksStore.open(home.chain(), config.sizes());
        boolean usable = false;
        try {
            WorldStates states = new WorldStates(config.nodeCacheBytes(), Runnable::run, 1);
            StoredChain chain = new StoredChain(store, states, genesis, home);
            usable = true;
            return chain;
        } finally {
            if (!usable) {
                store.close();
            }
        }
    }

    RocksStore store() {
        return store;
    }

    WorldStates states() {
        return states;
    }

    /** The last committed block. */
    Block head() {
        return head;
    }

    Hash genesisHash() {
        return genesisHash;
    }

    @Override
    public void close() {
        store.close();
    }

    /** A store without a head must hold no state either: genesis is never written over anything. */
    private void begin(Genesis genesis, NodeHome home) {
        try (Snapshot view = store.snapshot()) {
            try (Stream<Entry> accounts = view.range(Table.ACCT, Bytes.EMPTY, BEHIND_ALL)) {
                if (accounts.findAny().isPresent()) {
                    throw damaged(home, "there is a state and no head");
                }
            }
            GenesisBlock.of(genesis, states, view).write(store);
        }
    }

    private static Hash requireGenesis(ChainStore rows, Genesis genesis, NodeHome home) {
        Hash stored =
                rows.header(0).map(Header::hash).orElseThrow(() -> damaged(home, "the header of block 0 is missing"));
        Hash expected = GenesisBlock.hash(genesis);
        if (!stored.equals(expected)) {
            throw new RefusedException(home.chain() + ": holds the chain with genesis " + stored + ", but "
                    + home.genesisFile() + " is genesis " + expected);
        }
        return stored;
    }

    private void requireState(NodeHome home) {
        long deadline = System.nanoTime() + DEEPER.toNanos();
        try (Snapshot view = store.snapshot()) {
            do {
                StateAudit.Report report = StateAudit.sample(view, SAMPLE, new SecureRandom());
                if (!report.root().equals(head.header().stateRoot())) {
                    throw damaged(
                            home,
                            "the state has root " + report.root() + ", block " + head.number() + " names "
                                    + head.header().stateRoot());
                }
                if (!report.isSound()) {
                    throw damaged(home, report.findings().getFirst());
                }
            } while (store.wasUnclean() && System.nanoTime() < deadline);
        }
    }

    private static StorageException damaged(NodeHome home, String what) {
        return new StorageException(
                StorageException.Reason.DAMAGED,
                home.chain() + ": " + what + "; look closer with: vigil db check --home " + home.root()
                        + ", then restore a snapshot or: vigil db recover");
    }
}
