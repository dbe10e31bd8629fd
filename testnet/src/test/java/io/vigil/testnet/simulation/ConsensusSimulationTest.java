package io.vigil.testnet.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.evidence.Offence;
import io.vigil.types.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Over 3,000 seeds in all, under loss, delay, partitions, crashes and restarts, skewed clocks, slow and full disks. A seed that fails is named; {@code
 * vigil sim --seed} replays it. {@code -Dvigil.seeds=N} takes N seeds for each test.
 */
class ConsensusSimulationTest {
    private static final int THREADS = 2;

    @Test
    void invariantsHoldAndProgressResumesAfterHealing() throws Exception {
        run(SimulationPlan.hostile(4, 200), 200);
        run(SimulationPlan.hostile(4, 60), 1_000);
    }

    @Test
    void sevenValidatorsHoldThemToo() throws Exception {
        run(SimulationPlan.hostile(7, 40), 100);
    }

    @Test
    void epochsOfFiveBlocksFollowEachOtherUnderTheSameFaults() throws Exception {
        run(SimulationPlan.hostile(4, 60).withEpochLength(5), 400);
    }

    /**
     * Joins, leaves, other keys, powers and leaders in each epoch, from all members the same to none, under all faults; who joins was away before, and
     * a new one has nothing of the chain where its epoch begins.
     */
    @Test
    void membersChangeWithEveryEpochUnderTheSameFaults() throws Exception {
        run(SimulationPlan.hostile(4, 40).withEpochLength(4).withSpares(4), 400);
    }

    /** A Byzantine member of four: its key on two nodes, which the network tells apart and the others do not. */
    @Test
    void oneTwinBreaksNothing() throws Exception {
        run(SimulationPlan.hostile(4, 40).withTwins(1), 200);
        run(SimulationPlan.hostile(4, 40).withTwins(1).withEpochLength(3), 200);
    }

    /** S16 with every sinner, crashes and restarts included: {@link Simulation} fails a run in which an honest validator is accused. */
    @ParameterizedTest
    @EnumSource(value = Sinner.class, names = "NOBODY", mode = EnumSource.Mode.EXCLUDE)
    void sinnersBreakNothingAndAloneAreAccused(Sinner sinner) throws Exception {
        SimulationPlan plan = SimulationPlan.hostile(4, 40).withSinner(sinner);
        run(plan, 60);
        run(plan.withEpochLength(3).withSpares(3), 60);
    }

    /** S16 the other way round: every sin that the rules name and a lone sinner can commit is proven, without faults around it. */
    @Test
    void everySinIsProven() {
        SimulationPlan calm = SimulationPlan.hostile(4, 40).calmed();
        Map<Sinner, Offence> sins = new TreeMap<>(Map.of(
                Sinner.EQUIVOCATOR, Offence.TWO_VOTES,
                Sinner.TWO_FACED, Offence.TWO_PROPOSALS,
                Sinner.DENIER, Offence.COMMIT_DENIED));
        sins.forEach((sinner, offence) -> Seeds.forEach(
                20,
                random -> assertThat(new Simulation(calm.withSinner(sinner), random.seed())
                                .run()
                                .proven())
                        .containsExactly(offence)));
    }

    /** Issue figure: 1,000 epochs with random sets lose no block: without faults no view ends without one. */
    @Test
    void aThousandChangesOfMembersLoseNoBlock() {
        SimulationPlan plan = SimulationPlan.hostile(4, 3_000)
                .withEpochLength(2)
                .withSpares(4)
                .calmed();
        SimulationReport report = new Simulation(plan, 1).run();
        System.out.println(report);
        assertThat(report.epochs()).isGreaterThanOrEqualTo(1_000);
        assertThat(report.failedViews()).isZero();
    }

    /** Plans end epochs early, again and again, and most bring other members, from the same to none of them. */
    @Test
    void plansThatReplaceMembersDropNothingUnderTheSameFaults() throws Exception {
        SimulationPlan plan =
                SimulationPlan.hostile(4, 40).withEpochLength(4).withSpares(5).withPlans(true);
        assertThat(run(plan, 100)).as("plans").isPositive();
    }

    @Test
    void aThousandEpochsWithPlansAmongThemGoOn() {
        SimulationPlan plan = SimulationPlan.hostile(4, 5_000)
                .withEpochLength(4)
                .withSpares(5)
                .withPlans(true);
        SimulationReport report = new Simulation(plan, 1).run();
        System.out.println(report);
        assertThat(report.epochs()).isGreaterThanOrEqualTo(1_000);
        assertThat(report.plans()).isGreaterThan(100);
    }

    /** ParamTest.legalSequencesNeverHalt: whatever the rules let members vote for, blocks and epochs come. */
    @Test
    void noLegalVoteHaltsTheChain() throws Exception {
        SimulationPlan plan = SimulationPlan.hostile(4, 150).withEpochLength(5).withProposals(5);
        Campaign.Result result = new Campaign(plan, 1, 100).run(progress -> {});
        System.out.println(result);
        assertThat(result.failure()).isEmpty();
        assertThat(result.proposals()).isGreaterThan(10_000);
    }

    /** The seeds 1 to {@code seeds}, or as many as the property says, on two threads. @return epochs that plans began */
    private static long run(SimulationPlan plan, int seeds) throws InterruptedException, ExecutionException {
        long count = Integer.getInteger("vigil.seeds", seeds);
        long share = (count + THREADS - 1) / THREADS;
        List<Future<Campaign.Result>> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (long first = 1; first <= count; first += share) {
                Campaign campaign = new Campaign(plan, first, Math.min(share, count - first + 1));
                results.add(threads.submit(() -> campaign.run(progress -> {})));
            }
        }
        long plans = 0;
        for (Future<Campaign.Result> result : results) {
            System.out.println(result.get());
            assertThat(result.get().failure()).isEmpty();
            assertThat(result.get().events()).isGreaterThan(result.get().seeds() * 500);
            plans += result.get().plans();
        }
        return plans;
    }
}
