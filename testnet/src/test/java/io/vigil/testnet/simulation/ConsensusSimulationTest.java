package io.vigil.testnet.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.evidence.Offence;
import io.vigil.types.testing.Seeds;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Issue figures: 1,000 seeds of 200 views, four validators, under loss, delay, partitions, crashes and restarts. */
class ConsensusSimulationTest {
    @Test
    void invariantsHoldAndProgressResumesAfterHealing() {
        run(SimulationPlan.hostile(4, 200), Integer.getInteger("vigil.seeds", 1_000));
    }

    @Test
    void epochsOfFiveBlocksFollowEachOtherUnderTheSameFaults() {
        run(SimulationPlan.hostile(4, 120).withEpochLength(5), Integer.getInteger("vigil.seeds", 100));
    }

    /** A Byzantine member of four: its key on two nodes, which the network tells apart and the others do not. */
    @Test
    void oneTwinBreaksNothing() {
        run(SimulationPlan.hostile(4, 60).withTwins(1), Integer.getInteger("vigil.seeds", 100));
    }

    @Test
    void oneTwinBreaksNoEpoch() {
        run(SimulationPlan.hostile(4, 60).withTwins(1).withEpochLength(3), Integer.getInteger("vigil.seeds", 100));
    }

    /** S16 the other way round: every sin that the rules name and a lone sinner can commit is proven, without faults around it. */
    @Test
    void everySinIsProven() {
        SimulationPlan calm = SimulationPlan.hostile(4, 40).calmed();
        Map<Sinner, Offence> sins = Map.of(
                Sinner.EQUIVOCATOR, Offence.TWO_VOTES,
                Sinner.TWO_FACED, Offence.TWO_PROPOSALS,
                Sinner.DENIER, Offence.COMMIT_DENIED);
        sins.forEach((sinner, offence) -> Seeds.forEach(
                20,
                random -> assertThat(new Simulation(calm.withSinner(sinner), random.seed())
                                .run()
                                .proven())
                        .containsExactly(offence)));
    }

    /** S16 with every sinner, crashes and restarts included: {@link Simulation} fails a run in which an honest validator is accused. */
    @ParameterizedTest
    @EnumSource(value = Sinner.class, names = "NOBODY", mode = EnumSource.Mode.EXCLUDE)
    void sinnersBreakNothingAndAloneAreAccused(Sinner sinner) {
        run(SimulationPlan.hostile(4, 60).withSinner(sinner), Integer.getInteger("vigil.seeds", 60));
        run(SimulationPlan.hostile(4, 60).withSinner(sinner).withEpochLength(4), Integer.getInteger("vigil.seeds", 60));
    }

    /** Joins, leaves, keys that move to another node, other powers and leaders in each epoch, under all faults. */
    @Test
    void membersChangeWithEveryEpochUnderTheSameFaults() {
        run(SimulationPlan.hostile(4, 80).withEpochLength(4).withSpares(3), Integer.getInteger("vigil.seeds", 300));
    }

    @Test
    void sinnersBreakNothingWhileMembersChange() {
        for (Sinner sinner : Sinner.values()) {
            run(
                    SimulationPlan.hostile(4, 60)
                            .withEpochLength(3)
                            .withSpares(3)
                            .withSinner(sinner),
                    Integer.getInteger("vigil.seeds", 30));
        }
    }

    /** Issue figure: 1,000 epochs with random sets lose no block: without faults no view ends without one. */
    @Test
    void aThousandChangesOfMembersLoseNoBlock() {
        SimulationPlan plan = SimulationPlan.hostile(4, 3_000)
                .withEpochLength(2)
                .withSpares(3)
                .calmed();
        SimulationReport report = new Simulation(plan, 1).run();
        System.out.println(report);
        assertThat(report.epochs()).isGreaterThanOrEqualTo(1_000);
        assertThat(report.failedViews()).isZero();
    }

    private static void run(SimulationPlan plan, int seeds) {
        boolean traced = Long.getLong("vigil.seed") != null;
        Map<Offence, Integer> proven = new EnumMap<>(Offence.class);
        long[] events = new long[1];
        Duration[] slowest = {Duration.ZERO};
        Seeds.forEach(seeds, random -> {
            SimulationReport report = new Simulation(plan.withTrace(traced), random.seed()).run();
            events[0] += report.events();
            report.proven().forEach(offence -> proven.merge(offence, 1, Integer::sum));
            slowest[0] = report.recovery().compareTo(slowest[0]) > 0 ? report.recovery() : slowest[0];
        });
        System.out.printf(
                "%d seeds, %d events, slowest recovery %s, proven %s%n", seeds, events[0], slowest[0], proven);
        assertThat(events[0]).isGreaterThan(seeds * 1_000L);
    }
}
