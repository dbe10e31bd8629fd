package io.vigil.node.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.ConsensusParameters;
import io.vigil.consensus.Event.Verdict;
import io.vigil.consensus.certificates.CommitCertificate;
import io.vigil.consensus.certificates.CommitProof;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Signers;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.node.mempool.Candidates;
import io.vigil.node.mempool.Mempool;
import io.vigil.node.mempool.NoSponsors;
import io.vigil.node.mempool.PoolHead;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Block;
import io.vigil.types.state.StateChanges;
import io.vigil.types.state.StateReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** In which order the chain's thread does what it was asked, and what it says of it. */
class ChainTurnsTest {
    private final TestChain made = new TestChain(List.of());
    private final Bodies bodies = new Bodies(0);
    private final List<String> heard = new ArrayList<>();
    private final List<Verdict> verdicts = new ArrayList<>();
    private final Chain chain = made.chain(bodies, new Empty(), new Heard());
    private boolean waits;

    /** What waits when a block becomes final stands on it, and clients wait for the block. */
    @Test
    void aCommitGoesBeforeWhatWaits() {
        BlockExecutor.Made first = made.build(made.first);
        BlockRef one = hold(first);
        BlockRef two = hold(made.build(first.block()));

        chain.execute(one, false);
        chain.ask(() -> {
            chain.execute(two, false);
            chain.commit(one, proof(one));
        });
        run();

        assertThat(heard).containsSubsequence("executed 1", "committed 1", "executed 2");
    }

    /** Agreement goes over its rules for each answer. */
    @Test
    void whetherWorkWaitsIsSaidAfterExecutionAndWhenItChanges() {
        BlockRef one = hold(made.build(made.first));
        chain.execute(one, false);
        chain.ask(chain::poolChanged);
        chain.ask(() -> heard.add("new"));
        chain.ask(() -> {
            waits = true;
            chain.poolChanged();
        });
        chain.ask(() -> {});
        chain.execute(one, true);
        run();

        assertThat(heard)
                .containsExactly(
                        "executed 1",
                        "work on 0 false",
                        "work on 1 false",
                        "new",
                        "executed 1",
                        "work on 0 true",
                        "work on 1 true");
    }

    /** In views without a commit there is no end of blocks. */
    @Test
    void aForgottenBlockIsGoneUntilItIsRunAgain() {
        BlockRef one = hold(made.build(made.first));
        chain.execute(one, false);
        chain.forget(one.hash());
        chain.ask(() -> bodies.forget(one.hash()));
        chain.execute(one, false);
        run();

        assertThat(verdicts).containsExactly(Verdict.VALID, Verdict.NOT_YET);
    }

    @Test
    void aForgottenBlockStaysWhileAnotherStandsOnIt() {
        BlockExecutor.Made first = made.build(made.first);
        BlockRef one = hold(first);
        BlockExecutor.Made second = made.build(first.block());
        BlockRef two = hold(second);
        BlockRef three = hold(made.build(second.block()));

        chain.execute(one, false);
        chain.execute(two, false);
        chain.forget(one.hash());
        chain.execute(three, false);
        chain.ask(() -> List.of(one, two, three).forEach(gone -> bodies.forget(gone.hash())));
        chain.forget(two.hash());
        chain.execute(one, false); // still here, since the third stands on the second
        chain.forget(one.hash());
        chain.forget(three.hash());
        List.of(one, two, three).forEach(gone -> chain.execute(gone, false));
        run();

        assertThat(verdicts.subList(0, 4)).containsOnly(Verdict.VALID);
        assertThat(verdicts.subList(4, 7)).containsOnly(Verdict.NOT_YET);
    }

    private static CommitProof proof(BlockRef block) {
        QuorumCertificate quorum =
                new QuorumCertificate(0, block.view(), block.hash(), Signers.of(List.of(0)), Bytes.EMPTY);
        return new CommitProof.ByCommitVotes(new CommitCertificate(quorum, quorum.signers(), Bytes.EMPTY));
    }

    private BlockRef hold(BlockExecutor.Made built) {
        bodies.hold(built.block().block());
        return built.block().ref();
    }

    private long height(Hash block) {
        return bodies.find(block).map(Block::number).orElse(0L);
    }

    /** All that was asked, and all that this asked, on this thread. */
    private void run() {
        chain.ask(() -> chain.ask(chain::close));
        chain.run();
    }

    private final class Heard implements ChainListener {
        @Override
        public void executed(Hash block, Verdict verdict) {
            heard.add("executed " + height(block));
            verdicts.add(verdict);
        }

        @Override
        public boolean built(BlockRef block) {
            return true;
        }

        @Override
        public void work(Hash block, boolean isWaiting) {
            heard.add("work on " + height(block) + " " + isWaiting);
        }

        @Override
        public void committed(ExecutedView block) {
            heard.add("committed " + block.ref().height());
        }

        @Override
        public void paced(ConsensusParameters pacing) {}

        @Override
        public void caughtUp(BlockRef head, CommitProof proof) {}

        @Override
        public void epochProven(EpochProof proof) {}
    }

    private final class Empty implements Pool {
        private final Mempool pool = new Mempool(new PoolHead(UInt256.ONE, 30_000_000), new NoSponsors());

        @Override
        public Candidates candidates(UInt256 baseFee, StateReader top) {
            return pool.candidates(baseFee, top);
        }

        @Override
        public boolean hasWork(UInt256 baseFee, StateReader top, long view) {
            return waits;
        }

        @Override
        public void committed(StateChanges changes, UInt256 nextBaseFee, EpochFacts next) {}

        @Override
        public void remove(Hash transaction) {}
    }
}
