package io.vigil.node.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.ConsensusParameters;
import io.vigil.consensus.Event.Verdict;
import io.vigil.consensus.certificates.CommitProof;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.node.mempool.Candidates;
import io.vigil.node.mempool.Mempool;
import io.vigil.node.mempool.NoSponsors;
import io.vigil.node.mempool.PoolHead;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Block;
import io.vigil.types.state.StateChanges;
import io.vigil.types.state.StateReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a part objects to is asked before a vote, and of no block that a quorum vouches for (D20, D21). */
class WithholdTest {
    private final Objecting part = new Objecting();
    private final TestChain made = new TestChain(List.of(part));
    private final Bodies bodies = new Bodies(0);
    private final List<Verdict> verdicts = new ArrayList<>();
    private final Chain chain = made.chain(bodies, new Empty(), new Heard());

    @Test
    void anObjectionHoldsTheVoteBackAndIsAskedForAgain() {
        BlockRef block = hold(made.build(made.first));

        chain.execute(block, false);
        chain.execute(block, false);
        run();

        assertThat(verdicts).containsExactly(Verdict.NOT_YET, Verdict.NOT_YET);
        assertThat(part.asked).isEqualTo(2);
    }

    /** A block proposed again comes with its certificate, and so does the parent of a child. */
    @Test
    void reproposeNeverAsksEth1() {
        BlockExecutor.Made first = made.build(made.first);
        BlockRef objected = hold(first);
        BlockRef child = hold(made.build(first.block()));

        chain.execute(objected, false);
        chain.execute(objected, true);
        chain.execute(child, true);
        run();

        assertThat(verdicts).containsExactly(Verdict.NOT_YET, Verdict.VALID, Verdict.VALID);
        assertThat(part.asked).as("before it was certified").isOne();
    }

    private BlockRef hold(BlockExecutor.Made built) {
        bodies.hold(built.block().block());
        return built.block().ref();
    }

    /** All that was asked, on this thread. */
    private void run() {
        chain.ask(chain::close);
        chain.run();
    }

    private static final class Objecting implements SystemPart, SystemPart.Conduct {
        private int asked;

        @Override
        public Conduct conduct() {
            return this;
        }

        @Override
        public Optional<String> mayNotVote(Block block, StateReader parent, StateReader after) {
            asked++;
            return Optional.of("vote would adopt another root");
        }
    }

    private final class Heard implements ChainListener {
        @Override
        public void executed(Hash block, Verdict verdict) {
            verdicts.add(verdict);
        }

        @Override
        public boolean built(BlockRef block) {
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

        @Override
        public void epochProven(EpochProof proof) {}
    }

    private static final class Empty implements Pool {
        private final Mempool pool = new Mempool(new PoolHead(UInt256.ONE, 30_000_000), new NoSponsors());

        @Override
        public Candidates candidates(UInt256 baseFee, StateReader top) {
            return pool.candidates(baseFee, top);
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
}
