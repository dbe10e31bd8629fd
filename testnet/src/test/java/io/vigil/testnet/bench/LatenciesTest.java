package io.vigil.testnet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    @Test
    void aPercentileIsTheLeastTimeThatSoManyDoNotExceed() {
        Latencies hundred = new Latencies(
                LongStream.rangeClosed(1, 100).map(i -> (101 - i) * 1_000_000).toArray());

        assertThat(hundred.millis(0.50)).isEqualTo(50);
        assertThat(hundred.millis(0.95)).isEqualTo(95);
        assertThat(hundred.millis(0.99)).isEqualTo(99);
    }

    @Test
    void noTimeAtAllGivesZero() {
        assertThat(new Latencies(new long[0]).millis(0.99)).isZero();
    }
}
