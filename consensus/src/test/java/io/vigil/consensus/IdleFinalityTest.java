package io.vigil.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.messages.Message;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A12: finality never waits for the next block of an idle chain. */
class IdleFinalityTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration TWO_DELTA = Bench.FAST.delta().multipliedBy(2);

    private final Mesh mesh = new Mesh(Bench.FAST);

    @BeforeEach
    void settle() {
        mesh.pass(Bench.FAST.emptyBlockInterval().plus(SECOND));
        assertThat(mesh.isIdle()).isTrue();
    }

    /** (b): an empty block follows after 2Δ, and its certificate makes both final. */
    @Test
    void lostCommitVotes() {
        long view = mesh.view(0);
        mesh.links = (from, to, message) -> !(message instanceof Message.CastCommitVote vote
                && vote.vote().statement().view() == view);
        mesh.submit(0);
        Duration took = mesh.until(() -> isFinalFor(0, 1, 2, 3), Duration.ofSeconds(2));
        assertThat(took).isLessThanOrEqualTo(TWO_DELTA.plus(Mesh.DELAY.multipliedBy(7)));
        assertThat(mesh.timeouts).isEmpty();
    }

    /** (c): who alone lost them asks by telling its own, and times out in no view. */
    @Test
    void singleLaggard() {
        int laggard = 2;
        long view = mesh.view(0);
        mesh.links = (from, to, message) -> !(to == laggard
                && message instanceof Message.CastCommitVote vote
                && vote.vote().statement().view() == view);
        mesh.submit(0);
        mesh.until(() -> isFinalFor(0, 1, 3), SECOND);
        Duration took = mesh.until(() -> mesh.isFinal(laggard), SECOND);
        assertThat(took)
                .isLessThanOrEqualTo(
                        Duration.ofMillis(300).plus(Mesh.DELAY.multipliedBy(3))); // D(0)/2, and there and back
        assertThat(mesh.timeouts).isEmpty();
    }

    private boolean isFinalFor(int... nodes) {
        for (int node : nodes) {
            if (!mesh.isFinal(node)) {
                return false;
            }
        }
        return true;
    }
}
