package io.vigil.timesync;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.timesync.ClockEvent.PeerClock;
import io.vigil.timesync.ClockEvent.PeerClocks;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerMedianTest {
    @Test
    void twoThirdsOfThePowerAreNoJudgement() {
        assertThat(PeerMedian.of(new PeerClocks(1, 3, List.of(new PeerClock(1, 50, 0)))))
                .isEmpty();
        assertThat(PeerMedian.of(new PeerClocks(1, 4, List.of(new PeerClock(1, 50, 0)))))
                .isEmpty();
        assertThat(PeerMedian.of(new PeerClocks(1, 4, List.of(new PeerClock(1, 50, 0), new PeerClock(1, 60, 0)))))
                .hasValue(50);
    }

    @Test
    void theLowerOfTwoMiddlesIsTaken() {
        assertThat(PeerMedian.of(new PeerClocks(
                        1, 4, List.of(new PeerClock(1, 7, 0), new PeerClock(1, 8, 0), new PeerClock(1, 9, 0)))))
                .hasValue(7);
        assertThat(PeerMedian.of(new PeerClocks(
                        1, 4, List.of(new PeerClock(1, -7, 0), new PeerClock(1, 8, 0), new PeerClock(1, 9, 0)))))
                .hasValue(0);
    }

    @Test
    void powerWeighs() {
        assertThat(PeerMedian.of(new PeerClocks(1, 10, List.of(new PeerClock(8, 100, 0), new PeerClock(1, -5, 0)))))
                .hasValue(100);
    }

    @Test
    void oneOfFourWithAWrongClockFindsTheOthersApartAndTheyDoNot() {
        long day = 86_400_000_000_000L;
        PeerClocks seenByTheWrongOne = new PeerClocks(
                1, 4, List.of(new PeerClock(1, -day, 0), new PeerClock(1, -day, 0), new PeerClock(1, -day, 0)));
        PeerClocks seenByAnother =
                new PeerClocks(1, 4, List.of(new PeerClock(1, day, 0), new PeerClock(1, 0, 0), new PeerClock(1, 0, 0)));

        assertThat(PeerMedian.of(seenByTheWrongOne)).hasValue(-day);
        assertThat(PeerMedian.of(seenByAnother)).hasValue(0);
    }
}
