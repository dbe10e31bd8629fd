package io.vigil.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.Event.Verdict;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.TimeoutCertificate;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Grounds;
import io.vigil.consensus.statements.Justification;
import io.vigil.consensus.statements.Statement.CommitVote;
import io.vigil.consensus.statements.Statement.Kind;
import io.vigil.consensus.statements.Statement.Proposal;
import io.vigil.consensus.statements.Statement.Vote;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** V1–V5, C1–C3 and the commit rules, seen from one follower of four. */
class VotingTest {
    private final Committee committee = Committee.of(4);
    private final int self = committee.follower(1);
    private final Bench bench = Bench.of(committee, self);
    private final BlockRef first = committee.block(committee.genesis(), 1);

    @Test
    void votesForTheLeadersBlockOnTheRoot() {
        assertThat(Bench.spoken(bench.proposal(committee.normal(first, committee.root())), Vote.class))
                .extracting(Vote::block)
                .containsExactly(first);
    }

    /** V2. */
    @Test
    void votesOnceInAView() {
        bench.proposal(committee.normal(first, committee.root()));
        BlockRef twin = committee.block(committee.genesis(), 1, 1, false);

        assertThat(Bench.spoken(bench.proposal(committee.normal(twin, committee.root()))))
                .isEmpty();
    }

    /** V3. */
    @Test
    void doesNotVoteInAViewItGaveUpOn() {
        bench.pass(Duration.ofSeconds(4));
        assertThat(bench.record().lastTimeout()).isPresent();

        assertThat(Bench.spoken(bench.proposal(committee.normal(first, committee.root())), Vote.class))
                .isEmpty();
    }

    /** V4b: one signer reported view 2, so nothing may be built on view 1. */
    @Test
    void refusesAFallbackBelowTheHighestReport() {
        BlockRef second = committee.block(first, 2);
        bench.certificate(committee.quorum(first));
        TimeoutCertificate timeout = committee.timeouts(3, committee.quorum(second));
        BlockRef low = committee.block(first, 4);

        assertThat(new Justification.ByTimeout(timeout, committee.quorum(first)).permits(low, 4))
                .isFalse();
        BlockRef high = committee.block(second, 4);
        bench.step(new Event.BlockAvailable(0, first));
        bench.step(new Event.BlockAvailable(0, second));
        assertThat(Bench.spoken(
                        bench.proposal(committee.fallback(high, timeout, committee.quorum(second))), Vote.class))
                .extracting(Vote::block)
                .containsExactly(high);
    }

    /** V5. */
    @Test
    void doesNotVoteForWhatDoesNotExecute() {
        bench.executes = false;
        bench.proposal(committee.normal(first, committee.root()));
        assertThat(Bench.spoken(bench.executed(first.hash(), Verdict.INVALID))).isEmpty();
    }

    @Test
    void asksAgainForABlockWhoseTimeHasNotCome() {
        bench.executes = false;
        bench.proposal(committee.normal(first, committee.root()));
        bench.executed(first.hash(), Verdict.NOT_YET);

        assertThat(Bench.only(bench.pass(Duration.ofMillis(60)), Effect.Execute.class))
                .hasSize(1);
        assertThat(Bench.spoken(bench.executed(first.hash(), Verdict.VALID), Vote.class))
                .hasSize(1);
    }

    @Test
    void anOptimisticBlockGetsItsVoteWhenItsParentIsCertified() {
        bench.proposal(committee.normal(first, committee.root()));
        BlockRef ahead = committee.block(first, 2);
        var proposal = committee.signed(new Proposal(Kind.OPTIMISTIC_PROPOSAL, 2, ahead, new Grounds.Optimistic()));

        assertThat(Bench.spoken(bench.proposal(proposal), Vote.class)).isEmpty();
        assertThat(Bench.spoken(bench.certificate(committee.quorum(first)), Vote.class))
                .extracting(Vote::block)
                .contains(ahead);
    }

    /** Rule A, from commit votes. */
    @Test
    void aQuorumOfCommitVotesIsFinal() {
        bench.proposal(committee.normal(first, committee.root()));
        QuorumCertificate quorum = committee.quorum(first);
        assertThat(Bench.spoken(bench.certificate(quorum), CommitVote.class)).hasSize(1);
        for (int other = 0; other < 4; other++) {
            bench.commitVote(committee.commitVote(quorum, other));
        }

        assertThat(bench.committed).containsExactly(first);
    }

    /** Rule B: consecutive views only. */
    @Test
    void aCertifiedChildOfTheNextViewMakesItsParentFinal() {
        bench.proposal(committee.normal(first, committee.root()));
        bench.certificate(committee.quorum(first));
        BlockRef second = committee.block(first, 2);
        bench.proposal(committee.normal(second, committee.quorum(first)));
        bench.certificate(committee.quorum(second));
        assertThat(bench.committed).containsExactly(first);

        BlockRef later = committee.block(second, 5);
        bench.step(new Event.BlockAvailable(0, later));
        bench.certificate(committee.quorum(later));
        assertThat(bench.committed).containsExactly(first);
    }

    /** C1: giving up on a view forbids committing in it. */
    @Test
    void noCommitVoteAfterGivingUp() {
        bench.pass(Duration.ofSeconds(4));

        assertThat(Bench.spoken(bench.certificate(committee.quorum(first)), CommitVote.class))
                .isEmpty();
    }

    /** A10: skipped is not forgotten. */
    @Test
    void commitVoteAfterLateExecution() {
        bench.executes = false;
        bench.proposal(committee.normal(first, committee.root()));
        assertThat(Bench.spoken(bench.certificate(committee.quorum(first)))).isEmpty();

        assertThat(Bench.spoken(bench.executed(first.hash(), Verdict.VALID), CommitVote.class))
                .hasSize(1);
    }

    /** A10: with optimistic blocks commit votes come when the view has long moved on. */
    @Test
    void commitVoteCollectorSurvivesThreeViews() {
        bench.proposal(committee.normal(first, committee.root()));
        QuorumCertificate quorum = committee.quorum(first);
        bench.certificate(quorum);
        bench.certificate(committee.timeouts(5, quorum));
        for (int other = 0; other < 4; other++) {
            bench.commitVote(committee.commitVote(quorum, other));
        }

        assertThat(bench.view()).isEqualTo(6);
        assertThat(bench.committed).containsExactly(first);
    }

    /** A7: whatever a certificate or a proposal's parent names is fetched at once, in every state, and asked for again. */
    @Test
    void fetchesTheBlockOfItsLock() {
        assertThat(Bench.only(bench.certificate(committee.quorum(first)), Effect.Fetch.class))
                .extracting(Effect.Fetch::block)
                .containsExactly(first.hash());
        assertThat(Bench.only(bench.pass(Duration.ofMillis(450)), Effect.Fetch.class))
                .hasSize(1);
    }

    /** S15. */
    @Test
    void handlersAreIdempotent() {
        bench.proposal(committee.normal(first, committee.root()));
        QuorumCertificate quorum = committee.quorum(first);
        bench.certificate(quorum);

        assertThat(bench.certificate(quorum)).isEmpty();
        assertThat(bench.proposal(committee.normal(first, committee.root()))).isEmpty();
        assertThat(bench.vote(committee.ballot(first, 1, 2))).isEmpty();
    }

    @Test
    void withoutATrustedClockItDoesNotVoteButStillGivesUp() {
        bench.step(new Event.ConductChanged(0, false));

        assertThat(Bench.spoken(bench.proposal(committee.normal(first, committee.root()))))
                .isEmpty();
        assertThat(Bench.spoken(
                        bench.pass(Duration.ofSeconds(4)), io.vigil.consensus.statements.Statement.Timeout.class))
                .isNotEmpty();
    }
}
