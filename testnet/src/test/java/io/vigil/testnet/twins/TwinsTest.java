package io.vigil.testnet.twins;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A fixed sample; {@code vigil sim --twins} plays as many as one likes. */
class TwinsTest {
    @Test
    void aTwinBreaksNothingWhoeverLeadsAndWhoeverHearsWhom() {
        Twins.Result result = new Twins(1, Integer.getInteger("vigil.scenarios", 3_000), 2).run(progress -> {});
        System.out.println(result);
        assertThat(result.failure()).isEmpty();
        assertThat(result.blocks()).isGreaterThan(2 * result.scenarios());
    }

    @Test
    void scenariosThatDifferInNamesAloneAreOne() {
        Scenario one = new Scenario(1, List.of(0, 1, 2, 3, 0, 1, 2), List.of(2, 4, 6, 8, 0, 16, 14));
        Scenario other = new Scenario(2, List.of(0, 2, 1, 3, 0, 2, 1), List.of(4, 2, 6, 8, 0, 16, 14));
        assertThat(one.canonical()).isEqualTo(other.canonical());
        Scenario third = new Scenario(2, List.of(0, 2, 1, 3, 0, 2, 1), List.of(2, 4, 6, 8, 0, 16, 14));
        assertThat(one.canonical()).isNotEqualTo(third.canonical());
    }
}
