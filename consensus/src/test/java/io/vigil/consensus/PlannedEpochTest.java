package io.vigil.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.consensus.certificates.EpochProof;
import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.Plan;
import io.vigil.consensus.certificates.PlanProof;
import io.vigil.consensus.certificates.QuorumCertificate;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.certificates.Signers;
import io.vigil.consensus.safety.PlanFence;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Statement;
import io.vigil.consensus.statements.Statement.Timeout;
import io.vigil.consensus.statements.Statement.Vote;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** G43–G48 in the core: an epoch that a plan began, and what a signer of a plan says no more. */
class PlannedEpochTest {
    private final Committee committee = Committee.of(4);
    private final BlockRef one = committee.block(committee.genesis(), 1);
    private final QuorumCertificate certified = committee.quorum(one);
    private final EpochStart next = new EpochStart(new Root(1, 1, one.hash()), committee.set, 1);
    private final Committee later = Committee.of(next);

    @Test
    void aPlanBeginsTheNextEpochAtItsBlockAndTheFirstBlockOfThatMakesItFinal() {
        Bench bench = atOne();
        enter(bench, 1);
        assertThat(bench.core.epoch()).isEqualTo(next);
        assertThat(bench.committed).as("a plan alone makes nothing final").isEmpty();

        BlockRef child = later.block(one, 2);
        List<Vote> votes = Bench.spoken(bench.proposal(later.normal(child, next.root())), Vote.class);
        assertThat(votes).extracting(Vote::block).containsExactly(child);
        bench.certificate(later.commit(later.quorum(child)));
        assertThat(bench.committed).containsExactly(one, child);
    }

    @Test
    void aNodeThatWasOffEntersWithoutTheBlockAndAsksForIt() {
        Bench bench = Bench.of(committee, committee.follower(2));
        List<Effect> effects = enter(bench, 1);

        assertThat(bench.core.epoch()).isEqualTo(next);
        assertThat(Bench.only(effects, Effect.Fetch.class))
                .extracting(Effect.Fetch::block)
                .contains(one.hash());
    }

    @Test
    void fenceSurvivesRestart() {
        Bench before = atOne();
        Bench after = fenced(before, new PlanFence(0, 1, Hash.ZERO));
        List<Effect> waited = List.copyOf(after.pass(Duration.ofSeconds(30)));
        BlockRef two = committee.block(one, 2);
        List<Effect> offered = after.proposal(committee.normal(two, certified));

        assertThat(before.record().allows(new Statement.CommitVote(certified)))
                .as("before, more could have been signed")
                .isTrue();
        assertThat(Bench.spoken(waited, Timeout.class)).isEmpty();
        assertThat(Bench.spoken(offered)).isEmpty();
        assertThat(Bench.spoken(after.certificate(committee.quorum(two)))).isEmpty();

        enter(after, 1);
        assertThat(Bench.spoken(after.proposal(later.normal(later.block(one, 2), next.root())), Vote.class))
                .as("in the epoch of the plan it votes again")
                .hasSize(1);
    }

    @Test
    void aPlanSignedWhileItRunsSilencesItAtOnce() {
        Bench bench = atOne();
        bench.step(new Event.PlanSigned(bench.nanos(), PlanFence.NONE));
        assertThat(bench.core.safety().fence()).as("a plan that was refused").isEqualTo(PlanFence.NONE);
        PlanFence fence = new PlanFence(0, 1, Hash.ZERO);
        assertThat(Bench.spoken(bench.step(new Event.PlanSigned(bench.nanos(), fence))))
                .isEmpty();
        bench.step(new Event.PlanSigned(bench.nanos(), fence));

        assertThat(bench.core.safety().fence()).isEqualTo(fence);
        BlockRef two = committee.block(one, 2);
        assertThat(Bench.spoken(bench.certificate(certified))).isEmpty();
        assertThat(Bench.spoken(bench.proposal(committee.normal(two, certified))))
                .isEmpty();
        assertThat(Bench.spoken(bench.certificate(committee.quorum(two)))).isEmpty();
        assertThat(Bench.spoken(bench.pass(Duration.ofSeconds(30)))).isEmpty();
        enter(bench, 1);
        assertThat(Bench.spoken(bench.proposal(later.normal(later.block(one, 2), next.root())), Vote.class))
                .hasSize(1);
    }

    @Test
    void underAPlanThatItReplacedASignerSaysNothingUntilThatPlanHasAFinalBlock() {
        Bench bench = fenced(atOne(), new PlanFence(0, 2, Hash.ZERO));
        enter(bench, 1);
        BlockRef child = later.block(one, 2);

        assertThat(Bench.spoken(bench.proposal(later.normal(child, next.root()))))
                .isEmpty();
        assertThat(Bench.spoken(bench.pass(Duration.ofSeconds(30)))).isEmpty();

        bench.certificate(later.commit(later.quorum(child)));
        BlockRef grandchild = later.block(child, 3);
        assertThat(Bench.spoken(bench.proposal(later.normal(grandchild, later.quorum(child))), Vote.class))
                .as("its own plan will have no quorum")
                .hasSize(1);
    }

    @Test
    void aLaterPlanBeginsTheEpochAnewAslongAsNothingInItIsCertified() {
        Bench bench = atOne();
        enter(bench, 1);
        enter(bench, 2);
        assertThat(bench.core.epoch().plan()).isEqualTo(2);
        enter(bench, 1);
        assertThat(bench.core.epoch().plan()).as("never back").isEqualTo(2);

        BlockRef child = later.block(one, 2);
        bench.proposal(later.normal(child, next.root()));
        bench.certificate(later.quorum(child));
        enter(bench, 3);
        assertThat(bench.core.epoch().plan()).isEqualTo(2);
    }

    /** PlanTest.emptyPlanFrees (G47): who signed a plan that came to nothing speaks again under any later one. */
    @Test
    void aLaterPlanFreesWhoSignedOneThatCameToNothing() {
        Bench bench = fenced(atOne(), new PlanFence(0, 1, Hash.ZERO));
        assertThat(Bench.spoken(bench.pass(Duration.ofSeconds(30)))).isEmpty();
        enter(bench, 2);
        assertThat(Bench.spoken(bench.proposal(later.normal(later.block(one, 2), next.root())), Vote.class))
                .hasSize(1);
    }

    /** PlanTest.lockedOnAbandonedChild: a certificate above the plan's block, on which too few were locked to be asked, dies with its epoch. */
    @Test
    void whoIsLockedOnABlockThatThePlanAbandonedGoesOnWithTheOthers() {
        Bench bench = atOne();
        BlockRef abandoned = committee.block(one, 2, 1, false);
        bench.proposal(committee.normal(abandoned, certified));
        bench.certificate(committee.quorum(abandoned));
        assertThat(bench.record().lock()).isEqualTo(committee.quorum(abandoned));

        enter(bench, 1);
        assertThat(bench.core.lock()).isEqualTo(next.root());
        BlockRef child = later.block(one, 2);
        assertThat(Bench.spoken(bench.proposal(later.normal(child, next.root())), Vote.class))
                .extracting(Vote::block)
                .containsExactly(child);
        bench.certificate(later.commit(later.quorum(child)));
        assertThat(bench.committed).containsExactly(one, child);
        assertThat(Bench.spoken(restarted(bench, next, one).effects))
                .extracting(Statement::epoch)
                .containsOnly(1L);
    }

    /** The later plan may have brought other members, for whom the vote would be signed anew: perhaps after a timeout of its view (V3). */
    @Test
    void whatItVotedForUnderAPlanThatWasReplacedIsNotSaidAgain() {
        Bench bench = atOne();
        enter(bench, 1);
        assertThat(Bench.spoken(bench.proposal(later.normal(later.block(one, 2), next.root())), Vote.class))
                .hasSize(1);

        assertThat(Bench.spoken(restarted(bench, next, one).effects, Vote.class))
                .as("under the plan that it voted under")
                .hasSize(1);
        EpochStart anew = new EpochStart(next.root(), committee.set, 2);
        assertThat(Bench.spoken(restarted(bench, anew, one).effects)).isEmpty();
    }

    /** Nobody could use it, and a record that rests on another root is not this epoch's. */
    @Test
    void aTimeoutUponTheRootOfAPlanThatWasReplacedIsNotSaidAgain() {
        Bench bench = atOne();
        enter(bench, 1);
        assertThat(Bench.spoken(bench.pass(Duration.ofSeconds(30)), Timeout.class))
                .isNotEmpty();

        EpochStart anew = new EpochStart(new Root(1, 0, committee.genesis().hash()), committee.set, 2);
        Bench after = restarted(bench, anew, one);
        assertThat(Bench.spoken(after.effects)).isEmpty();
        BlockRef other = Committee.of(anew).block(committee.genesis(), 1);
        after.certificate(Committee.of(anew).quorum(other));
        assertThat(Bench.spoken(after.pass(Duration.ofSeconds(30)), Timeout.class))
                .isEmpty();
    }

    private Bench restarted(Bench before, EpochStart epoch, BlockRef body) {
        return Bench.restarted(
                Committee.of(epoch),
                before.self,
                Bench.FAST,
                new ConsensusStart(
                        Committee.key(before.self),
                        epoch,
                        List.of(),
                        before.record(),
                        committee.genesis(),
                        List.of(body),
                        List.of()));
    }

    private Bench atOne() {
        Bench bench = Bench.of(committee, committee.follower(2));
        bench.proposal(committee.normal(one, committee.root()));
        return bench;
    }

    /** Dies after signing a plan and starts again with its record. */
    private Bench fenced(Bench before, PlanFence fence) {
        return Bench.restarted(
                committee,
                before.self,
                Bench.FAST,
                new ConsensusStart(
                        Committee.key(before.self),
                        committee.epoch,
                        List.of(),
                        before.record().after(fence),
                        committee.genesis(),
                        List.of(one),
                        List.of(certified)));
    }

    private List<Effect> enter(Bench bench, long sequence) {
        Hash previous = sequence == 1 ? Hash.ZERO : one.hash();
        BlockCertificate certificate = certified;
        Plan plan = new Plan(
                1,
                Hash.ZERO,
                0,
                committee.set.root(),
                sequence,
                previous,
                certificate,
                Bytes.EMPTY,
                List.of(),
                List.of(),
                0,
                "");
        PlanProof.Group all = new PlanProof.Group(1, one.hash(), Signers.of(List.of(0, 1, 2)));
        EpochProof proof =
                new EpochProof(new PlanProof(plan, List.of(all), Committee.SIGNATURE), Bytes.EMPTY, committee.set);
        EpochStart start = new EpochStart(next.root(), next.set(), sequence);
        return bench.step(new Event.EpochProven(bench.nanos(), proof, start));
    }
}
