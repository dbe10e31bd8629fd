package io.vigil.types.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SeedsTest {
    @Test
    void oneSeedGivesOneSequence() {
        assertThat(LongStream.generate(Seeds.of(7)::nextLong).limit(5).boxed().toList())
                .isEqualTo(LongStream.generate(Seeds.of(7)::nextLong)
                        .limit(5)
                        .boxed()
                        .toList())
                .doesNotContainAnyElementsOf(LongStream.generate(Seeds.of(8)::nextLong)
                        .limit(5)
                        .boxed()
                        .toList());
    }

    @Test
    void aBrokenPropertyNamesItsSeed() {
        assertThatThrownBy(() ->
                        Seeds.forEach(3, random -> assertThat(random.seed()).isNotEqualTo(2)))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("with seed 2 (-Dvigil.seed=2)");
    }

    @Test
    void damageAndNumbersStayInBounds() {
        Seeds.forEach(200, random -> {
            assertThat(random.damage(random.bytes(random.nextInt(5))).size()).isBetween(0, 8);
            assertThat(random.between(3, 5)).isBetween(3, 5);
            assertThat(random.nonNegativeLong()).isNotNegative();
            assertThat(random.uint256().bitLength()).isBetween(0, 256);
            assertThat(random.pick(List.of(1, 2))).isIn(1, 2);
        });
    }
}
