package io.vigil.timesync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CorrectionTest {
    private static final long SECOND = 1_000_000_000;
    private static final long BOUND = Correction.BOUND.toNanos();

    @Test
    void halfASecondTakesAThousandSeconds() {
        Correction correction = Correction.none(0).towards(BOUND, 0);

        assertThat(correction.at(SECOND)).isEqualTo(500_000);
        assertThat(correction.at(999 * SECOND)).isLessThan(BOUND);
        assertThat(correction.at(1000 * SECOND)).isEqualTo(BOUND);
        assertThat(correction.at(Duration.ofDays(100_000).toNanos())).isEqualTo(BOUND);
    }

    @Test
    void releasedItSlewsBackAndDroppedItIsGone() {
        Correction half = Correction.none(0).towards(BOUND, 0);

        assertThat(half.released(1000 * SECOND).at(1500 * SECOND)).isEqualTo(BOUND / 2);
        assertThat(half.released(1000 * SECOND).at(2000 * SECOND)).isZero();
        assertThat(half.dropped(1000 * SECOND).at(1000 * SECOND)).isZero();
    }

    @Test
    void refusesATargetBeyondTheBound() {
        assertThat(Correction.mayReach(BOUND)).isTrue();
        assertThat(Correction.mayReach(BOUND + 1)).isFalse();
        assertThatThrownBy(() -> Correction.none(0).steered(BOUND + 1, 0)).isInstanceOf(IllegalStateException.class);
    }

    /** G3: whatever targets come in whatever order, 500 ms, 500 ppm, and one second of movement per hour. */
    @Test
    void noSequenceOfTargetsBreaksTheLimits() {
        Trials trials = Trials.of("correction", 100_000);
        Random random = trials.random();
        Correction correction = Correction.none(0);
        long mono = 0;
        long previous = 0;
        long movedInHour = 0;
        long hourStart = 0;
        for (int i = 0; i < trials.count(); i++) {
            correction = correction.towards(random.nextLong(-BOUND, BOUND + 1), mono);
            assertThat(correction.at(mono)).isEqualTo(previous);
            long elapsed = random.nextLong(1, 400 * SECOND);
            mono += elapsed;
            long value = correction.at(mono);
            assertThat(Math.abs(value)).isLessThanOrEqualTo(BOUND);
            assertThat(Math.abs(value - previous)).isLessThanOrEqualTo(elapsed / 2000 + 1);
            movedInHour = mono - hourStart > 3600 * SECOND ? 0 : movedInHour + Math.abs(value - previous);
            hourStart = mono - hourStart > 3600 * SECOND ? mono : hourStart;
            assertThat(movedInHour).isLessThanOrEqualTo(SECOND);
            previous = value;
        }
    }
}
