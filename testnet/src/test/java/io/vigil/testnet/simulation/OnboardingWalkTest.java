package io.vigil.testnet.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.types.testing.Seeds;
import org.junit.jupiter.api.Test;

class OnboardingWalkTest {
    @Test
    void whateverVotesDoADepositTreeGoesOnWithTheTruth() {
        long[] resumed = new long[1];
        Seeds.forEach(20, random -> {
            OnboardingWalk walk = new OnboardingWalk(random.seed());
            while (!walk.isLong()) {
                walk.vote();
            }
            resumed[0] += walk.resumed();
        });
        assertThat(resumed[0]).as("votes that changed the frontier").isGreaterThan(100);
    }
}
