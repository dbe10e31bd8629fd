package io.vigil.testnet.eth1;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Section E of the deposit rules; {@code vigil sim --deposits} plays more. A failing seed names itself. */
class Eth1SimulationTest {
    private static final long FIRST_SEED = 31;
    private static final long SEEDS = 20;

    @Test
    void noScheduleBreaksARuleAndEachEndsWithTheTruth() {
        DepositSchedules.Result result = new DepositSchedules(FIRST_SEED, SEEDS, 2).run(progress -> {});

        assertThat(result.failure()).isEmpty();
        System.out.println(SEEDS + " seeds from " + FIRST_SEED + ": " + result);
        assertThat(result.adoptions()).isGreaterThan(SEEDS / 2);
        assertThat(result.falseAdoptions()).isPositive();
        assertThat(result.deposits()).isPositive();
    }

    @Test
    void aSeedIsPlayedTheSameWayAgain() {
        assertThat(DepositSimulation.play(7)).isEqualTo(DepositSimulation.play(7));
    }
}
