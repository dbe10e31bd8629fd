package io.vigil.testnet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.ConsensusParameters;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedAgreementTest {
    private static final Duration DELTA = Duration.ofMillis(50);

    /** Three message delays from proposal to finality, one from block to block. */
    @ParameterizedTest
    @ValueSource(ints = {4, 7, 10})
    void aBlockIsFinalAfterThreeDelaysAndFollowedAfterOne(int validators) {
        SimulatedAgreement.Result result = simulate(validators, 0);

        assertThat(result.latency().millis(0.99)).isLessThanOrEqualTo(3.3 * DELTA.toMillis());
        assertThat(result.periodMillis()).isLessThanOrEqualTo(1.3 * DELTA.toMillis());
        assertThat(result.lostViews()).isZero();
    }

    @Test
    void aCrashedLeaderCostsItsViewsAndNoMore() {
        SimulatedAgreement.Result result = simulate(4, 1);

        assertThat(result.blocks()).isEqualTo(100);
        assertThat(result.lostViews()).isBetween(20L, 80L);
    }

    /** R2.10. Ten thousand views would show a leak of a hundred bytes each. */
    @Test
    void viewsWithoutABlockTakeNoMemory() {
        IdleMemory memory = new IdleMemory();
        long before = memory.bytesAfter(500);

        assertThat(memory.bytesAfter(10_000) - before).isLessThan(1_000_000);
    }

    private static SimulatedAgreement.Result simulate(int validators, int crashed) {
        ConsensusParameters parameters = SimulatedAgreement.unpaced(DELTA.multipliedBy(2));
        return new SimulatedAgreement(validators, crashed, parameters, Delays.uniform(DELTA)).run(100);
    }
}
