package io.vigil.testnet.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.consensus.statements.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * R6 at an empty chain. A validator votes in one of the first views, loses its chain and its record at once, and comes back with its keys alone,
 * while nobody has a block yet and a Byzantine validator may remember what the others never heard. {@code -Dvigil.seeds=N} takes N seeds for each sinner.
 */
class LostEverythingTest {
    private static final int SEEDS = Integer.getInteger("vigil.seeds", 15);
    private static final int LOSER = 1;
    private static final int VIEWS = 3;

    /** An epoch ends with its third block, so that A15 lets the loser back in. */
    private static final int LENGTH = 3;

    private static final long ASKS = Long.MAX_VALUE;
    private static final long STARTS_ANEW = 0;

    private int lost;

    @Test
    void neverSaysTwoThingsInOneView() {
        for (Sinner sinner : List.of(Sinner.EQUIVOCATOR, Sinner.TWO_FACED, Sinner.NOBODY)) {
            for (int seed = 1; seed <= SEEDS; seed++) {
                lose(sinner, seed, ASKS);
            }
        }
        System.out.println(lost + " of " + 3 * SEEDS + " runs lost a validator in the first " + VIEWS + " views");
        assertThat(lost).isGreaterThan(2 * SEEDS);
    }

    /** The same runs, but the loser takes an empty folder for a first start. */
    @Test
    void whoTakesAnEmptyFolderForAFirstStartDoes() {
        assertThatThrownBy(() -> {
                    for (int seed = 1; seed <= SEEDS; seed++) {
                        lose(Sinner.EQUIVOCATOR, seed, STARTS_ANEW);
                    }
                })
                .hasMessageContaining("S3");
    }

    private void lose(Sinner sinner, int seed, long signsFrom) {
        SimulationPlan plan =
                SimulationPlan.hostile(4, 40).withEpochLength(LENGTH).withSinner(sinner);
        long in = 1 + seed % VIEWS;
        Simulation[] run = new Simulation[1];
        boolean[] done = new boolean[1];
        run[0] = new Simulation(plan, seed, (node, statements) -> {
            if (!done[0] && node == LOSER && votes(statements, in)) {
                done[0] = true;
                lost++;
                run[0].after(
                        seed % 40 * 1_000_000L, () -> run[0].lose(LOSER, signsFrom)); // it may reach some of them first
            }
        });
        try {
            run[0].run();
        } catch (IllegalStateException e) {
            throw new IllegalStateException(sinner + ", seed " + seed + ": " + e.getMessage(), e);
        }
    }

    private static boolean votes(List<Statement> statements, long view) {
        return statements.stream()
                .anyMatch(said -> said instanceof Statement.Vote
                        && said.epoch() == 0
                        && said.view() >= view
                        && said.view() <= VIEWS);
    }
}
