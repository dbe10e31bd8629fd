package io.vigil.testnet.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.types.testing.Seeds;
import java.time.Duration;
import org.junit.jupiter.api.Test;

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

    private static void run(SimulationPlan plan, int seeds) {
        boolean traced = Long.getLong("vigil.seed") != null;
        long[] events = new long[1];
        Duration[] slowest = {Duration.ZERO};
        Seeds.forEach(seeds, random -> {
            SimulationReport report = new Simulation(plan.withTrace(traced), random.seed()).run();
            events[0] += report.events();
            slowest[0] = report.recovery().compareTo(slowest[0]) > 0 ? report.recovery() : slowest[0];
        });
        System.out.printf("%d seeds, %d events, slowest recovery %s%n", seeds, events[0], slowest[0]);
        assertThat(events[0]).isGreaterThan(seeds * 1_000L);
    }
}
