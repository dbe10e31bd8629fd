package io.vigil.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.TimeoutCertificate;
import io.vigil.consensus.messages.Message;
import io.vigil.consensus.safety.SafetyRecord;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Grounds;
import io.vigil.consensus.statements.Justification;
import io.vigil.consensus.statements.Statement;
import io.vigil.consensus.statements.Statement.CommitVote;
import io.vigil.consensus.statements.Statement.Kind;
import io.vigil.consensus.statements.Statement.Proposal;
import io.vigil.consensus.statements.Statement.Timeout;
import io.vigil.consensus.statements.Statement.Vote;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How views advance, and what a restart leaves of them (§2.4, §2.8, §3.1, R1–R5, A9, A16). */
class ViewSynchronisationTest {
    private final Committee committee = Committee.of(4);
    private final int self = committee.follower(1);
    private final BlockRef first = committee.block(committee.genesis(), 1);

    @Test
    void oneCertificateCrossesAnyGapAndIsPassedOn() {
        Bench bench = Bench.of(committee, self);
        TimeoutCertificate far = committee.timeouts(1_000_000, committee.root());

        List<Effect> effects = bench.certificate(far);

        assertThat(bench.view()).isEqualTo(1_000_001);
        assertThat(Bench.only(effects, Effect.Broadcast.class))
                .containsExactly(new Effect.Broadcast(new Message.Certified(far)));
    }

    @Test
    void aSingleTimeoutFromAheadProvesItsOwnView() {
        Bench bench = Bench.of(committee, self);
        Justification entry =
                new Justification.ByTimeout(committee.timeouts(4_999, committee.root()), committee.root());

        bench.timeout(committee.timeout(5_000, entry, (self + 1) % 4));

        assertThat(bench.view()).isEqualTo(5_000);
    }

    @Test
    void aLaggardIsToldAtOnceButNotAsOftenAsItAsks() {
        Bench bench = Bench.of(committee, self);
        bench.certificate(committee.timeouts(9, committee.root()));
        var late = committee.timeout(1, new Justification.ByQuorum(committee.root()), 3);

        assertThat(Bench.only(bench.timeout(late), Effect.Send.class)).hasSize(1);
        assertThat(Bench.only(bench.timeout(late), Effect.Send.class)).isEmpty();
    }

    /** A1: a root is the first view's entry, and its view is 0. */
    @Test
    void firstViewTimeoutHasRootHqc() {
        Bench bench = Bench.of(committee, self);

        List<Timeout> spoken = Bench.spoken(bench.pass(Duration.ofSeconds(4)), Timeout.class);

        assertThat(spoken.getFirst()).isEqualTo(new Timeout(1, new Justification.ByQuorum(committee.root())));
        assertThat(spoken.getFirst().highView()).isZero();
    }

    /** ParamTest.lateNodeOldDelta: the view it stands in goes on by the new times, whether they came early or late. */
    @Test
    void votedTimesHoldFromTheirBlockOn() {
        Bench bench = Bench.of(committee, self);
        ConsensusParameters slow = new ConsensusParameters(
                Duration.ZERO,
                Duration.ofSeconds(20),
                Duration.ofMillis(100),
                Duration.ofMillis(100),
                Duration.ofMillis(200),
                8);

        bench.step(new Event.PacingChanged(0, slow));
        assertThat(Bench.spoken(bench.pass(Duration.ofSeconds(10)), Timeout.class))
                .isEmpty();
        assertThat(Bench.spoken(bench.step(new Event.PacingChanged(bench.now.toNanos(), Bench.FAST)), Timeout.class))
                .isNotEmpty();
    }

    @Test
    void joinsWhenMoreThanAThirdGaveUpAndAdvancesWithAQuorum() {
        Bench bench = Bench.of(committee, self);
        Justification entry = new Justification.ByQuorum(committee.root());
        List<Integer> others = java.util.stream.IntStream.range(0, 4)
                .filter(i -> i != self && i != committee.leader(1))
                .boxed()
                .toList();

        assertThat(Bench.spoken(bench.timeout(committee.timeout(1, entry, others.get(0)))))
                .isEmpty();
        List<Effect> effects = bench.timeout(committee.timeout(1, entry, others.get(1)));

        assertThat(Bench.spoken(effects, Timeout.class)).hasSize(1);
        assertThat(bench.view()).isEqualTo(2);
        assertThat(Bench.only(effects, Effect.Broadcast.class)).isNotEmpty();
    }

    @Test
    void followsALeaderThatGaveUpItself() {
        Bench bench = Bench.of(committee, self);
        var timeout = committee.timeout(1, new Justification.ByQuorum(committee.root()), committee.leader(1));

        assertThat(Bench.spoken(bench.timeout(timeout), Timeout.class)).hasSize(1);
    }

    @Test
    void aTimeoutIsRepeatedWithTheSameContentAndNowAndThenAStatus() {
        Bench bench = Bench.of(committee, self);
        bench.pass(Duration.ofMillis(2_900));

        List<Effect> later = bench.pass(Duration.ofSeconds(3));

        assertThat(Bench.spoken(later, Timeout.class))
                .hasSizeGreaterThan(3)
                .containsOnly(new Timeout(1, new Justification.ByQuorum(committee.root())));
        assertThat(Bench.only(later, Effect.Broadcast.class)).isNotEmpty();
    }

    /** R3: 5,000 views of timeouts, of which only our own last word is durable. */
    @Test
    void wakesUpInTheViewOfItsOwnLastWord() {
        Justification entry =
                new Justification.ByTimeout(committee.timeouts(4_999, committee.root()), committee.root());
        Timeout last = new Timeout(5_000, entry);
        Bench bench = restarted(SafetyRecord.empty(committee.root()).after(last), List.of());

        assertThat(bench.view()).isEqualTo(5_000);
        assertThat(Bench.spoken(bench.effects, Timeout.class)).containsExactly(last); // R4: into our own collector too
        assertThat(bench.core.status().timeouts()).containsExactly(self);
    }

    /** A9. */
    @Test
    void allCrashAfterDCommit() {
        QuorumCertificate quorum = committee.quorum(first);
        SafetyRecord record = SafetyRecord.empty(committee.root())
                .after(new Vote(1, first, new Justification.ByQuorum(committee.root())))
                .after(new CommitVote(quorum));
        Bench bench = restarted(record, List.of(first));

        assertThat(bench.view()).isEqualTo(2);
        assertThat(Bench.spoken(bench.effects, CommitVote.class)).containsExactly(new CommitVote(quorum));
        for (int other = 0; other < 4; other++) {
            bench.commitVote(committee.commitVote(quorum, other));
        }
        assertThat(bench.committed).containsExactly(first);
    }

    /** A9: no view is entered at a start, yet its leader proposes. */
    @Test
    void leaderOfCurProposes() {
        int leader = committee.leader(2);
        QuorumCertificate quorum = committee.quorum(first);
        SafetyRecord record = SafetyRecord.empty(committee.root()).after(new CommitVote(quorum));
        Bench bench = Bench.restarted(committee, leader, Bench.FAST, start(leader, record, List.of(first)));
        bench.pass(Duration.ofMillis(300));

        assertThat(Bench.spoken(bench.effects, Proposal.class))
                .extracting(Proposal::view)
                .containsExactly(2L);
    }

    /** A8: a proposal whose body is gone is not made again in other words. */
    @Test
    void silentWhereItsOwnProposalIsLost() {
        int leader = committee.leader(1);
        Proposal lost = new Proposal(Kind.NORMAL_PROPOSAL, 1, first, new Justification.ByQuorum(committee.root()));
        SafetyRecord record = SafetyRecord.empty(committee.root()).after(lost);
        Bench bench = Bench.restarted(committee, leader, Bench.FAST, start(leader, record, List.of()));
        bench.work(committee.root().block(), true);

        assertThat(Bench.spoken(bench.pass(Duration.ofMillis(500)), Proposal.class))
                .isEmpty();
    }

    /** A8: its optimistic block is in the record and its bytes are gone; another on the same parent would be E5 against an honest leader. */
    @Test
    void optThenNormalSameParent() {
        int leader = committee.leader(2);
        BlockRef ahead = committee.block(first, 2);
        SafetyRecord record = SafetyRecord.empty(committee.root())
                .after(new Vote(1, first, new Justification.ByQuorum(committee.root())))
                .after(new Proposal(Kind.OPTIMISTIC_PROPOSAL, 2, ahead, new Grounds.Optimistic()));
        Bench bench = Bench.restarted(committee, leader, Bench.FAST, start(leader, record, List.of(first)));
        bench.certificate(committee.quorum(first));
        bench.work(first.hash(), true);

        assertThat(bench.view()).isEqualTo(2);
        assertThat(Bench.spoken(bench.pass(Duration.ofMillis(500)), Proposal.class))
                .isEmpty();
        assertThat(Bench.spoken(bench.effects, Proposal.class)).isEmpty();
    }

    @Test
    void aWordOfAnOlderEpochIsNotRepeated() {
        SafetyRecord record = new SafetyRecord(
                committee.root(), Map.of(Kind.TIMEOUT, new Timeout(1, new Justification.ByQuorum(committee.root()))));
        Committee next = Committee.of(new io.vigil.consensus.certificates.EpochStart(
                new io.vigil.consensus.certificates.Root(1, 7, first.hash()), committee.set));
        Bench bench = Bench.restarted(
                next,
                self,
                Bench.FAST,
                new ConsensusStart(Committee.key(self), next.epoch, List.of(), record, first, List.of(), List.of()));

        assertThat(Bench.spoken(bench.effects)).isEmpty();
        assertThat(bench.view()).isEqualTo(8);
        assertThat(bench.core.lock()).isEqualTo(next.root()); // A1: the old lock never enters
    }

    /** A12(c): whoever holds the commit certificate answers. */
    @Test
    void aLockThatStaysUncommittedIsToldToAll() {
        Bench bench = Bench.of(committee, self);
        bench.proposal(committee.normal(first, committee.root()));
        bench.certificate(committee.quorum(first));

        List<Effect> effects = bench.pass(Duration.ofMillis(310));

        assertThat(Bench.spoken(effects, CommitVote.class)).hasSize(1);
        assertThat(Bench.only(effects, Effect.Broadcast.class)).hasSize(1);
    }

    @Test
    void aPeerThatConnectsIsToldWhereWeStandAndWhatWeSaid() {
        Bench bench = Bench.of(committee, self);
        bench.pass(Duration.ofSeconds(4));
        bench.step(new Event.PeerDisconnected(bench.nanos(), Committee.peer(3)));

        List<Effect> effects = bench.step(new Event.PeerConnected(bench.nanos(), Committee.peer(3), Committee.key(3)));

        assertThat(Bench.only(effects, Effect.Send.class)).hasSize(1);
        assertThat(Bench.only(effects, Effect.Repeat.class))
                .extracting(Effect.Repeat::statement)
                .hasOnlyElementsOfType(Statement.Timeout.class);
    }

    @Test
    void anObserverFollowsAndSaysNothing() {
        Bench bench = Bench.restarted(
                committee, self, Bench.FAST, ConsensusStart.genesis(io.vigil.types.Bytes.EMPTY, committee.epoch));
        bench.proposal(committee.normal(first, committee.root()));
        QuorumCertificate quorum = committee.quorum(first);
        bench.certificate(committee.commit(quorum));
        bench.pass(Duration.ofSeconds(10));

        assertThat(bench.committed).containsExactly(first);
        assertThat(Bench.spoken(bench.effects)).isEmpty();
    }

    private Bench restarted(SafetyRecord record, List<BlockRef> blocks) {
        return Bench.restarted(committee, self, Bench.FAST, start(self, record, blocks));
    }

    private ConsensusStart start(int index, SafetyRecord record, List<BlockRef> blocks) {
        return new ConsensusStart(
                Committee.key(index), committee.epoch, List.of(), record, committee.genesis(), blocks, List.of());
    }
}
