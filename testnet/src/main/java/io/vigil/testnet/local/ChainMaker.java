package io.vigil.testnet.local;

import io.vigil.consensus.ConsensusParameters;
import io.vigil.consensus.Event.Verdict;
import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.certificates.CommitProof;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.wire.ConsensusCodec;
import io.vigil.node.chain.Bodies;
import io.vigil.node.chain.Chain;
import io.vigil.node.chain.ChainListener;
import io.vigil.node.chain.ChainStore;
import io.vigil.node.chain.ExecutedView;
import io.vigil.node.chain.FirstEpoch;
import io.vigil.node.chain.GenesisBlock;
import io.vigil.node.config.NewHome;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.RefusedException;
import io.vigil.node.quarantine.Quarantine;
import io.vigil.storage.Batch;
import io.vigil.storage.KeyValueStore.Durability;
import io.vigil.storage.rocks.RocksStore;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.Block;
import io.vigil.types.genesis.Genesis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Makes a long chain for a new network without waiting for agreement: one process with the keys of all validators builds
 * the blocks with the node's own executor, certifies each, and gives all nodes the store and the signer's record that they
 * would have had. What they then do with it is what they do with any chain.
 */
public final class ChainMaker {
    /** Blocks that are built on one another before they are committed together. */
    private static final int TOGETHER = 16;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration TELL_EVERY = Duration.ofSeconds(5);

    private final RocksStore store;
    private final Chain chain;
    private final Bodies bodies;
    private final MadeTransfers transfers;
    private final ValidatorKeys keys;
    private final BlockingQueue<BlockRef> built = new LinkedBlockingQueue<>();
    private final BlockingQueue<Optional<String>> followed = new LinkedBlockingQueue<>();

    /**
     * How long a chain.
     *
     * @param blocks besides the one that pays the accounts that transfer
     * @param transfers in each block; 0 for empty ones
     */
    public record Size(int blocks, int transfers) {
        public static final int MAX_BLOCKS = 1_000_000;

        public Size {
            if (blocks < 1 || blocks > MAX_BLOCKS || transfers < 0 || transfers > MadeTransfers.MAX_PER_BLOCK) {
                throw new IllegalArgumentException("1 to " + MAX_BLOCKS + " blocks of up to "
                        + MadeTransfers.MAX_PER_BLOCK + " transfers, not " + blocks + " of " + transfers);
            }
        }
    }

    /** What was made. */
    public record Made(long height, long transfers, Hash head, double seconds) {}

    private ChainMaker(Genesis genesis, RocksStore store, Quarantine guard, ValidatorKeys keys) {
        this.store = store;
        this.keys = keys;
        this.transfers = new MadeTransfers(genesis.chainId());
        this.bodies = new Bodies(0);
        this.chain = LoneChain.begin(
                genesis,
                store,
                guard,
                keys,
                new LoneChain.Ports(epoch -> Optional.of(keys.set()), transfers::sender, transfers, new Reports()),
                bodies);
    }

    /**
     * Makes a chain for a network whose nodes do not run and have none yet.
     *
     * @throws RefusedException if there is a chain already
     */
    public static Made make(LocalNetwork network, Size size, Consumer<String> progress) throws InterruptedException {
        List<NodePlan> nodes = network.plan().nodes();
        if (!network.running().isEmpty()
                || nodes.stream().anyMatch(node -> Files.exists(node.home().chain()))) {
            throw new RefusedException(network.plan().folder() + ": holds a chain already; use another --dir");
        }
        NodePlan first = nodes.getFirst();
        Genesis genesis = NewHome.readGenesis(first.home().genesisFile());
        if (genesis.eth1().isPresent()) {
            throw new RefusedException(network.plan().folder() + ": takes deposits, which this does not make");
        }
        Hash genesisHash = GenesisBlock.hash(genesis);
        long began = System.nanoTime();
        NodeConfig.Storage storage = settings(network, first).storage();
        ValidatorKeys keys = ValidatorKeys.of(nodes, genesis, genesisHash, FirstEpoch.of(genesis, genesisHash));
        Made made;
        try (RocksStore store = RocksStore.open(first.home().chain(), storage.sizes());
                Quarantine guard = Quarantine.open(first.home().data().resolve("quarantine"), InstantSource.system())) {
            ChainMaker maker = new ChainMaker(genesis, store, guard, keys);
            made = maker.run(size, began, progress);
        }
        progress.accept("giving the chain to " + nodes.size() + " nodes");
        nodes.stream()
                .skip(1)
                .forEach(node -> copy(first.home().chain(), node.home().chain()));
        keys.remember(nodes);
        return made;
    }

    private static NodeConfig settings(LocalNetwork network, NodePlan node) {
        try {
            return NodeArguments.parse(network.flags(node)).config();
        } catch (MalformedException e) {
            throw new RefusedException(String.valueOf(e.getMessage()), e);
        }
    }

    private Made run(Size size, long began, Consumer<String> progress) throws InterruptedException {
        Thread thread = Thread.ofPlatform().name("chain").start(chain);
        try {
            int left = size.blocks();
            if (size.transfers() > 0) {
                transfers.pay(size.transfers());
                extend(1);
            }
            long told = began;
            while (left > 0) {
                transfers.each(size.transfers());
                left -= extend(Math.min(left, TOGETHER));
                long now = System.nanoTime();
                if (now - told >= TELL_EVERY.toNanos()) {
                    told = now;
                    progress.accept("%d blocks, %.0f a second"
                            .formatted(
                                    chain.head().ref().height(),
                                    chain.head().ref().height() / ((now - began) / 1e9)));
                }
            }
        } finally {
            chain.close();
            thread.join(PATIENCE);
        }
        BlockRef head = chain.head().ref();
        return new Made(
                head.height(), transfers.made(), head.hash(), Math.round((System.nanoTime() - began) / 1e8) / 10.0);
    }

    /** Builds up to {@code most} blocks, not beyond the end of the epoch, and commits them; returns how many. */
    private int extend(int most) throws InterruptedException {
        List<Block> blocks = new ArrayList<>();
        Batch proofs = new Batch();
        BlockRef tip = chain.head().ref();
        CommitCertificate last;
        do {
            long view = tip.view() + 1;
            keys.lead(view);
            chain.build(tip, keys.epoch(), view, false);
            tip = heard(built);
            last = keys.certify(tip);
            blocks.add(bodies.find(tip.hash()).orElseThrow());
            ChainStore.putProof(proofs, tip.height(), ConsensusCodec.encodeCertificate(last));
        } while (blocks.size() < most && !tip.lastOfEpoch());
        chain.follow(blocks, new CommitProof.ByCommitVotes(last), tip, followed::add);
        heard(followed).ifPresent(why -> {
            throw new IllegalStateException(why);
        });
        store.commit(proofs, Durability.BUFFERED);
        return blocks.size();
    }

    private static <T> T heard(BlockingQueue<T> from) throws InterruptedException {
        T next = from.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (next == null) {
            throw new IllegalStateException("the chain made nothing within " + PATIENCE.toSeconds() + " s");
        }
        return next;
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(from + ": cannot be copied to " + to + ": " + e, e);
        }
    }

    /** What the chain tells whoever asked for a block. */
    private final class Reports implements ChainListener {
        @Override
        public void executed(Hash block, Verdict verdict) {}

        @Override
        public boolean built(BlockRef block) {
            built.add(block);
            return true;
        }

        @Override
        public void work(Hash block, boolean waits) {}

        @Override
        public void committed(ExecutedView block) {}

        @Override
        public void paced(ConsensusParameters pacing) {}

        @Override
        public void caughtUp(BlockRef head, CommitProof proof) {}

        /** On the chain's thread, before whoever waits for the commit goes on. */
        @Override
        public void epochProven(EpochProof proof) {
            Batch batch = new Batch();
            ChainStore.putEpochProof(batch, proof.end().epoch() + 1, ConsensusCodec.encodeEpochProof(proof));
            store.commit(batch, Durability.BUFFERED);
            keys.enter(proof);
        }
    }
}
