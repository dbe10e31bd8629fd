package io.vigil.node.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StallWatchTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void speaksAtDoublingDistancesAndThenEachMinute() {
        StallWatch watch = new StallWatch(() -> Duration.ofSeconds(3), 0);
        List<Long> words = new ArrayList<>();
        for (long second = 1; second <= 300; second++) {
            if (watch.late(second * SECOND).isPresent()) {
                words.add(second);
            }
        }
        assertThat(words).containsExactly(3L, 6L, 12L, 24L, 48L, 96L, 156L, 216L, 276L);
    }

    @Test
    void aBlockEndsTheSilenceAndTellsHowLongItWas() {
        StallWatch watch = new StallWatch(() -> Duration.ofSeconds(3), 0);
        assertThat(watch.moved(2 * SECOND)).isEmpty();
        assertThat(watch.late(6 * SECOND)).contains(Duration.ofSeconds(4));
        assertThat(watch.moved(7 * SECOND)).contains(Duration.ofSeconds(5));
        assertThat(watch.late(9 * SECOND)).isEmpty();
        assertThat(watch.late(10 * SECOND)).contains(Duration.ofSeconds(3));
    }
}
