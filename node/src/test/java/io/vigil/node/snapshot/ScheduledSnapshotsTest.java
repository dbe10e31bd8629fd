package io.vigil.node.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ScheduledSnapshotsTest {
    @Test
    void takesTheFirstEndOfAnEpochAtOrAboveEachMultiple() {
        long[] taken = LongStream.rangeClosed(1, 30)
                .map(epoch -> epoch * 300)
                .filter(end -> ScheduledSnapshots.isDue(1_000, end - 300, end))
                .toArray();

        assertThat(taken).containsExactly(1_200, 2_100, 3_000, 4_200, 5_100, 6_000, 7_200, 8_100, 9_000);
    }

    @Test
    void takesEveryMultipleWhereEpochsHaveNoEnd() {
        long[] taken = LongStream.rangeClosed(1, 35)
                .filter(height -> ScheduledSnapshots.isDue(10, height - 1, height))
                .toArray();

        assertThat(taken).containsExactly(10, 20, 30);
    }

    @Test
    void takesEveryEpochThatIsLongerThanTheMultiple() {
        assertThat(ScheduledSnapshots.isDue(100, 3_600, 7_200)).isTrue();
    }

    @Test
    void takesNoneWhenToldSo() {
        assertThat(ScheduledSnapshots.isDue(0, 0, 3_600)).isFalse();
    }
}
