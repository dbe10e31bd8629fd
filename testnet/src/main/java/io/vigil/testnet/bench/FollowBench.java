package io.vigil.testnet.bench;

import io.vigil.consensus.ConsensusParameters;
import io.vigil.consensus.Event.Verdict;
import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.certificates.CommitProof;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.consensus.wire.ConsensusCodec;
import io.vigil.consensus.wire.Randao;
import io.vigil.node.chain.BlockExecutor;
import io.vigil.node.chain.BlockRefs;
import io.vigil.node.chain.Bodies;
import io.vigil.node.chain.Chain;
import io.vigil.node.chain.ChainListener;
import io.vigil.node.chain.ChainStore;
import io.vigil.node.chain.EpochFacts;
import io.vigil.node.chain.ExecutedView;
import io.vigil.node.chain.Pool;
import io.vigil.node.mempool.Candidates;
import io.vigil.node.quarantine.Quarantine;
import io.vigil.storage.rocks.RocksStore;
import io.vigil.storage.rocks.StoreReading;
import io.vigil.storage.rocks.StoreSizes;
import io.vigil.testnet.local.LoneChain;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Block;
import io.vigil.types.genesis.Genesis;
import io.vigil.types.state.StateChanges;
import io.vigil.types.state.StateReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * How fast blocks are run and committed where nobody sends them and nothing of them is verified but by running them: what a
 * node that catches up could reach if everything else were free.
 */
final class FollowBench {
    private static final int RANGE = 64;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private FollowBench() {}

    /** @param cpuSeconds of the thread that runs blocks */
    record Speed(long blocks, double seconds, double cpuSeconds) {
        double perSecond() {
            return blocks / seconds;
        }

        double perCpuSecond() {
            return blocks / cpuSeconds;
        }
    }

    /**
     * Follows the chain of a stopped node in a store of its own.
     *
     * @param from its store
     * @param folder an empty one
     */
    static Speed run(Path from, Path folder, Genesis genesis) throws InterruptedException {
        try (StoreReading source = StoreReading.open(from, StoreSizes.DEV);
                RocksStore store = RocksStore.open(folder.resolve("chain"), StoreSizes.DEV);
                Quarantine guard = Quarantine.open(folder.resolve("quarantine"), InstantSource.system())) {
            ChainStore rows = new ChainStore(source.view()::get);
            ValidatorSet set = ValidatorSet.ofChain(genesis.validatorSet());
            Chain chain = LoneChain.begin(
                    genesis,
                    store,
                    guard,
                    new Messages(genesis.chainId()),
                    new LoneChain.Ports(
                            epoch -> Optional.of(set), transaction -> Optional.empty(), new NoPool(), new Deaf()),
                    new Bodies(0));
            BlockingQueue<Speed> ended = new LinkedBlockingQueue<>();
            Thread thread = Thread.ofPlatform().name("chain").start(() -> {
                long began = System.nanoTime();
                long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                chain.run();
                ended.add(new Speed(
                        chain.head().ref().height(),
                        (System.nanoTime() - began) / 1e9,
                        (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1e9));
            });
            try {
                follow(rows, chain);
            } finally {
                chain.close();
                thread.join(PATIENCE);
            }
            return Optional.ofNullable(ended.poll()).orElseThrow();
        }
    }

    private static void follow(ChainStore rows, Chain chain) throws InterruptedException {
        long head = rows.head().orElseThrow().height();
        BlockingQueue<Optional<String>> done = new LinkedBlockingQueue<>();
        int underWay = 0;
        for (long at = 1; at <= head; at += RANGE) {
            List<Block> blocks = new ArrayList<>();
            for (long height = at; height < at + RANGE && height <= head; height++) {
                blocks.add(rows.block(height).orElseThrow());
            }
            BlockRef last = BlockRefs.ofChecked(blocks.getLast().header());
            chain.follow(blocks, new CommitProof.ByCommitVotes(proof(rows, last.height())), last, done::add);
            underWay++;
            if (underWay > 2) {
                await(done);
                underWay--;
            }
        }
        while (underWay-- > 0) {
            await(done);
        }
    }

    private static void await(BlockingQueue<Optional<String>> done) throws InterruptedException {
        Optional<String> fault = done.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (fault == null || fault.isPresent()) {
            throw new IllegalStateException("the chain was not followed: " + fault);
        }
    }

    private static CommitCertificate proof(ChainStore rows, long height) {
        try {
            return (CommitCertificate)
                    ConsensusCodec.decodeCertificate(rows.proof(height).orElseThrow());
        } catch (MalformedException e) {
            throw new IllegalStateException("proof of block " + height + ": " + e.getMessage(), e);
        }
    }

    /** An observer's: it reveals nothing and knows what others must have signed. */
    private record Messages(long chainId) implements BlockExecutor.Reveals {
        @Override
        public Bytes message(long epoch, long view) {
            return Randao.signBytes(chainId, epoch, view).bytes();
        }

        @Override
        public Bytes own(long epoch, long view) {
            throw new IllegalStateException("an observer makes no block");
        }

        @Override
        public int ownIndex(long epoch, ValidatorSet set) {
            throw new IllegalStateException("an observer is no member");
        }
    }

    private record NoPool() implements Pool {
        @Override
        public Candidates candidates(UInt256 baseFee, StateReader top) {
            throw new IllegalStateException("an observer makes no block");
        }

        @Override
        public boolean hasWork(UInt256 baseFee, StateReader top, long view) {
            return false;
        }

        @Override
        public void committed(StateChanges changes, UInt256 nextBaseFee, EpochFacts next) {}

        @Override
        public void remove(Hash transaction) {}
    }

    private record Deaf() implements ChainListener {
        @Override
        public void executed(Hash block, Verdict verdict) {}

        @Override
        public boolean built(BlockRef block) {
            return false;
        }

        @Override
        public void work(Hash block, boolean waits) {}

        @Override
        public void committed(ExecutedView block) {}

        @Override
        public void caughtUp(BlockRef head, CommitProof proof) {}

        @Override
        public void epochProven(EpochProof proof) {}

        @Override
        public void paced(ConsensusParameters parameters) {}
    }
}
