package io.vigil.node.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vigil.types.Bytes;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScoreboardTest {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final NodeId PEER = id(1);

    private final Scoreboard scores = new Scoreboard();

    @Test
    void halvesPenaltiesEveryMinute() {
        scores.report(PEER, Misconduct.MALFORMED, 0);

        assertThat(scores.penalty(PEER, MINUTE)).isCloseTo(25, within(0.01));
        assertThat(scores.penalty(PEER, 3 * MINUTE)).isCloseTo(6.25, within(0.01));
        assertThat(scores.penalty(id(2), 0)).isZero();
    }

    @Test
    void barsAtTheLimitUntilHalfHasDecayed() {
        assertThat(scores.report(PEER, Misconduct.MALFORMED, 0)).isFalse();
        assertThat(scores.isBarred(PEER, 0, Scoreboard.FOR_EVER)).isFalse();
        assertThat(scores.report(PEER, Misconduct.MALFORMED, 0)).isTrue();

        assertThat(scores.isBarred(PEER, MINUTE - 1, Scoreboard.FOR_EVER)).isTrue();
        assertThat(scores.isBarred(PEER, MINUTE + 1, Scoreboard.FOR_EVER)).isFalse();
    }

    @Test
    void letsThoseInEarlierWhoAreNeeded() {
        scores.report(PEER, Misconduct.MALFORMED, 0);
        scores.report(PEER, Misconduct.MALFORMED, 0);

        Duration five = Duration.ofSeconds(5);
        assertThat(scores.isBarred(PEER, five.toNanos() - 1, five)).isTrue();
        assertThat(scores.isBarred(PEER, five.toNanos(), five)).isFalse();
    }

    @Test
    void toleratesSlowAnswersNowAndThen() {
        for (int i = 0; i < 100; i++) {
            assertThat(scores.report(PEER, Misconduct.LATE, i * MINUTE / 4)).isFalse();
        }
    }

    @Test
    void isBoundedAndForgetsTheLeastOfThem() {
        scores.report(PEER, Misconduct.MALFORMED, 0);
        for (int i = 2; i < 3_000; i++) {
            scores.report(id(i), Misconduct.LATE, 0);
        }

        assertThat(scores.size()).isEqualTo(Scoreboard.MAX_ENTRIES);
        assertThat(scores.penalty(PEER, 0)).isEqualTo(50);
    }

    private static NodeId id(int number) {
        byte[] array = new byte[NodeId.SIZE];
        array[0] = (byte) (number >> 8);
        array[1] = (byte) number;
        return new NodeId(Bytes.wrap(array));
    }
}
