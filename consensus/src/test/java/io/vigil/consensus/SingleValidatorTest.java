package io.vigil.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.types.Hash;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** One validator is a quorum by itself (A13): its own vote certifies at once, and nothing may loop. */
class SingleValidatorTest {
    private final Bench bench = Bench.of(Committee.of(1), 0);

    @Test
    void anIdleChainMakesOneBlockPerInterval() {
        bench.pass(Duration.ofSeconds(21));

        assertThat(bench.committed).hasSize(10);
        assertThat(Bench.spoken(bench.effects, io.vigil.consensus.statements.Statement.Timeout.class))
                .isEmpty();
    }

    @Test
    void workIsFinalInTheSameInstant() {
        bench.pass(Duration.ofMillis(300));

        bench.work(bench.committee.root().block(), true);

        assertThat(bench.committed).hasSize(1);
        assertThat(bench.core.status().idle()).isTrue();
    }

    @Test
    void workThatStaysMakesBlockAfterBlock() {
        for (int i = 0; i < 5; i++) {
            Hash head = bench.core.status().head().hash();
            bench.work(head, true);
        }

        assertThat(bench.committed).hasSize(5);
        assertThat(bench.core.status().lock().block())
                .isEqualTo(bench.core.status().head().hash());
    }
}
