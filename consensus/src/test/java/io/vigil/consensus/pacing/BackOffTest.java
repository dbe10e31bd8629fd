package io.vigil.consensus.pacing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** D(r), §2.8. */
class BackOffTest {
    private final BackOff four =
            BackOff.of(Duration.ofMillis(100), Duration.ofMillis(100), Duration.ofMillis(200), 8, 1);

    @Test
    void theDefaultBaseIsSixHundredMilliseconds() {
        assertThat(four.nanos(0)).isEqualTo(600_000_000L);
    }

    @Test
    void theFirstFailuresAreFree() {
        assertThat(four.nanos(1)).isEqualTo(600_000_000L);
        assertThat(four.nanos(2)).isEqualTo(900_000_000L);
        assertThat(four.nanos(3)).isEqualTo(1_350_000_000L);
    }

    @Test
    void itIsCappedAndNeverOverflows() {
        assertThat(four.nanos(100)).isEqualTo(4_800_000_000L);
        assertThat(four.nanos(Integer.MAX_VALUE)).isEqualTo(4_800_000_000L);
        BackOff slow = BackOff.of(Duration.ofSeconds(1), Duration.ZERO, Duration.ZERO, 8, 1);
        assertThat(slow.nanos(1000)).isEqualTo(BackOff.LONGEST.toNanos());
    }

    @Test
    void theCapIsNeverBelowTheBase() {
        BackOff huge = BackOff.of(Duration.ofSeconds(5), Duration.ZERO, Duration.ZERO, 1, 1);
        assertThat(huge.nanos(0)).isEqualTo(Duration.ofSeconds(15).toNanos());
    }
}
