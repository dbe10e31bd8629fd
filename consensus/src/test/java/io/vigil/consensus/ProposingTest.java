package io.vigil.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Statement.Kind;
import io.vigil.consensus.statements.Statement.Proposal;
import io.vigil.consensus.statements.Statement.Timeout;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the leader of a view sends, and when (§2.5, A10, A11). */
class ProposingTest {
    private final Committee committee = Committee.of(4);

    @Test
    void anIdleLeaderWaitsForTheEmptyBlockInterval() {
        Bench bench = Bench.of(committee, committee.leader(1));

        assertThat(Bench.spoken(bench.pass(Duration.ofMillis(1_900)))).isEmpty();
        assertThat(Bench.spoken(bench.pass(Duration.ofMillis(200)), Proposal.class))
                .extracting(Proposal::kind)
                .containsExactly(Kind.NORMAL_PROPOSAL);
    }

    @Test
    void workMakesItProposeAtOnce() {
        Bench bench = Bench.of(committee, committee.leader(1));

        assertThat(Bench.spoken(bench.work(committee.root().block(), true), Proposal.class))
                .hasSize(1);
    }

    @Test
    void anotherWakesItToo() {
        Bench bench = Bench.of(committee, committee.leader(1));
        var wake = new io.vigil.consensus.messages.Message.Wake(0, 1, io.vigil.types.Bytes.EMPTY);

        assertThat(Bench.spoken(
                        bench.step(new Event.WakeReceived(0, Committee.peer(committee.follower(1)), wake)),
                        Proposal.class))
                .hasSize(1);
    }

    @Test
    void aFollowerWithWorkWakesTheLeaderOnce() {
        Bench bench = Bench.of(committee, committee.follower(1));

        assertThat(Bench.only(bench.work(committee.root().block(), true), Effect.WakeLeader.class))
                .containsExactly(new Effect.WakeLeader(Committee.peer(committee.leader(1)), 0, 1));
        assertThat(Bench.only(bench.pass(Duration.ofMillis(300)), Effect.WakeLeader.class))
                .isEmpty();
    }

    @Test
    void aWakeUpThatReachesAFollowerIsPassedOnOnce() {
        int self = committee.follower(1);
        Bench bench = Bench.of(committee, self);
        var wake = new Event.WakeReceived(
                0, Committee.peer(3), new io.vigil.consensus.messages.Message.Wake(0, 1, io.vigil.types.Bytes.of(5)));

        assertThat(Bench.only(bench.step(wake), Effect.Send.class))
                .extracting(Effect.Send::to)
                .containsExactly(Committee.peer(committee.leader(1)));
        assertThat(Bench.only(bench.step(wake), Effect.Send.class)).isEmpty();
    }

    /** A slow machine builds blocks for views that are over, one after the other, and the runner holds each (R2.10). */
    @Test
    void aBlockThatWasBuiltTooLateIsForgotten() {
        Bench bench = Bench.of(committee, committee.leader(1));
        bench.builds = false;
        BlockRef late = committee.block(committee.genesis(), 1);
        bench.work(committee.root().block(), true);
        bench.certificate(committee.timeouts(1, committee.root()));

        assertThat(Bench.only(bench.step(new Event.Built(bench.nanos(), late)), Effect.Forget.class))
                .containsExactly(new Effect.Forget(late.hash()));
        assertThat(Bench.only(bench.step(new Event.Built(bench.nanos(), committee.genesis())), Effect.Forget.class))
                .as("what is final stays")
                .isEmpty();
    }

    /** A10: the certificate arrives while the leader waits for the lock's block: NORMAL, not silence. */
    @Test
    void lateQcAfterTc() {
        BlockRef first = committee.block(committee.genesis(), 1);
        BlockRef second = committee.block(first, 2);
        Bench bench = Bench.of(committee, committee.leader(3));
        QuorumCertificate one = committee.quorum(first);
        bench.certificate(one);
        bench.certificate(committee.timeouts(2, one));
        assertThat(bench.view()).isEqualTo(3);
        assertThat(Bench.spoken(bench.effects, Proposal.class)).isEmpty(); // the lock's block is missing

        bench.step(new Event.BlockAvailable(0, first));
        assertThat(Bench.spoken(bench.effects, Proposal.class))
                .extracting(Proposal::kind)
                .containsExactly(Kind.FALLBACK_PROPOSAL);

        Bench other = Bench.of(committee, committee.leader(3));
        other.certificate(one);
        other.certificate(committee.timeouts(2, one));
        other.certificate(committee.quorum(second));
        other.step(new Event.BlockAvailable(0, first));
        other.step(new Event.BlockAvailable(0, second));
        other.pass(Duration.ofMillis(250));
        assertThat(Bench.spoken(other.effects, Proposal.class))
                .extracting(Proposal::kind)
                .containsExactly(Kind.NORMAL_PROPOSAL);
    }

    /** Its vote says that it has executed the block, so a leader that lags does not build ahead. */
    @Test
    void itBuildsOnWhatItVotedForBeforeThatIsCertified() {
        BlockRef first = committee.block(committee.genesis(), 1);
        Bench bench = Bench.of(committee, committee.leader(2));
        bench.executes = false;
        bench.proposal(committee.normal(first, committee.root()));
        bench.work(first.hash(), true);
        assertThat(Bench.spoken(bench.effects, Proposal.class)).isEmpty();

        bench.executed(first.hash(), Event.Verdict.VALID);
        assertThat(Bench.spoken(bench.effects, Proposal.class))
                .extracting(Proposal::kind)
                .containsExactly(Kind.OPTIMISTIC_PROPOSAL);
    }

    /** Under load, when views fail, optimistic proposals would fail with them. */
    @Test
    void nothingIsBuiltAheadInAViewThatWasEnteredByTimeouts() {
        BlockRef second = committee.block(committee.genesis(), 2);
        Bench bench = Bench.of(committee, committee.leader(3));
        var failed = committee.timeouts(1, committee.root());
        bench.certificate(failed);
        bench.proposal(committee.fallback(second, failed, committee.root()));
        bench.work(second.hash(), true);
        assertThat(bench.record().lastVote()).isPresent();
        assertThat(Bench.spoken(bench.effects, Proposal.class)).isEmpty();

        bench.certificate(committee.quorum(second));
        assertThat(Bench.spoken(bench.effects, Proposal.class))
                .extracting(Proposal::kind)
                .containsExactly(Kind.NORMAL_PROPOSAL);
    }

    /** What is sent ahead would be checked before the votes that everybody waits for. */
    @Test
    void nothingIsBuiltAheadWhileProcessorsAreBusy() {
        Bench bench = atViewTwoOfItsOwn();

        bench.certificate(committee.quorum(first()));
        assertThat(Bench.spoken(bench.effects, Proposal.class)).isEmpty();

        bench.step(new Event.LoadChanged(bench.nanos(), false));
        assertThat(Bench.spoken(bench.effects, Proposal.class))
                .extracting(Proposal::kind)
                .containsExactly(Kind.NORMAL_PROPOSAL);
    }

    @Test
    void aBusyLeaderProposesWhenTheBlockBeforeIsFinal() {
        Bench bench = atViewTwoOfItsOwn();

        bench.certificate(committee.quorum(first()));
        bench.certificate(committee.commit(committee.quorum(first())));

        assertThat(Bench.spoken(bench.effects, Proposal.class))
                .extracting(Proposal::kind)
                .containsExactly(Kind.NORMAL_PROPOSAL);
    }

    @Test
    void aBusyLeaderWaitsForCommitVotesForAFifthOfDeltaOnly() {
        Bench bench = atViewTwoOfItsOwn();
        bench.certificate(committee.quorum(first()));

        Duration part = Duration.ofMillis(100).dividedBy(5);
        assertThat(Bench.spoken(bench.pass(part.minusNanos(1)), Proposal.class)).isEmpty();
        assertThat(Bench.spoken(bench.pass(Duration.ofNanos(1)), Proposal.class))
                .extracting(Proposal::kind)
                .containsExactly(Kind.NORMAL_PROPOSAL);
    }

    /** Busy, with work; it has voted for view 1's block and leads view 2. */
    private Bench atViewTwoOfItsOwn() {
        Bench bench = Bench.of(committee, committee.leader(2));
        bench.step(new Event.LoadChanged(0, true));
        assertThat(bench.core.status().pressed()).isTrue();
        bench.proposal(committee.normal(first(), committee.root()));
        bench.work(first().hash(), true);
        assertThat(bench.record().lastVote()).isPresent();
        assertThat(Bench.spoken(bench.effects, Proposal.class)).isEmpty();
        return bench;
    }

    private BlockRef first() {
        return committee.block(committee.genesis(), 1);
    }

    /** A4: an epoch's last block that is certified and not final is proposed again, and nothing is built on it. */
    @Test
    void theLastBlockOfAnEpochIsProposedAgain() {
        BlockRef last = committee.block(committee.genesis(), 1, 0, true);
        QuorumCertificate quorum = committee.quorum(last);
        Bench bench = Bench.of(committee, committee.leader(3));
        bench.step(new Event.BlockAvailable(0, last));
        bench.certificate(quorum);
        bench.certificate(committee.timeouts(2, quorum));

        assertThat(Bench.spoken(bench.effects, Proposal.class))
                .extracting(Proposal::kind, Proposal::block)
                .contains(org.assertj.core.groups.Tuple.tuple(Kind.REPROPOSAL, last));
        assertThat(Bench.only(bench.effects, Effect.Build.class)).isEmpty();
    }

    /** A11: D(0) does not know pacing, yet nobody gives up on an idle chain or a slow one. */
    @Test
    void noTimeoutWhileTheTargetExceedsTheBaseTimeout() {
        ConsensusParameters slow = new ConsensusParameters(
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                Duration.ofMillis(100),
                Duration.ofMillis(100),
                Duration.ofMillis(200),
                8);
        Bench bench = Bench.of(committee, committee.follower(1), slow);
        bench.work(committee.root().block(), true);

        assertThat(Bench.spoken(bench.pass(Duration.ofMillis(5_700)), Timeout.class))
                .isEmpty();
        assertThat(Bench.spoken(bench.pass(Duration.ofMillis(200)), Timeout.class))
                .hasSize(1);
    }

    /** A11: an uncommitted lock is not idle; when its certificate comes the view is, and the deadline moves back. */
    @Test
    void deadlineMovesBackWhenTheCommitArrives() {
        Bench bench = Bench.of(committee, committee.follower(2));
        BlockRef first = committee.block(committee.genesis(), 1);
        bench.proposal(committee.normal(first, committee.root()));
        QuorumCertificate quorum = committee.quorum(first);
        bench.certificate(quorum);
        assertThat(bench.core.status().idle()).isFalse();
        long before = bench.core.status().deadlineNanos();

        bench.certificate(committee.commit(quorum));

        assertThat(bench.core.status().idle()).isTrue();
        assertThat(bench.core.status().deadlineNanos()).isGreaterThan(before);
    }
}
