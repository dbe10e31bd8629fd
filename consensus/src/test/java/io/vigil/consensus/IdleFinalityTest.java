package io.vigil.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.messages.Message;
import io.vigil.consensus.statements.Statement;
import java.time.Duration;
import java.util.Arrays;
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

    /**
     * (b): the leader talks one follower into giving up between its vote and the certificate, and falls silent. C1 forbids that follower its commit
     * vote and two are no quorum, so no commit certificate of this view will ever be; the next block does not wait for the chain's idle pace.
     */
    @Test
    void oneTimedOutBeforeQc() {
        long view = mesh.view(0);
        int leader = mesh.committee.leader(view);
        int talkedInto = mesh.committee.follower(view);
        mesh.submit(leader);
        mesh.until(() -> mesh.record(talkedInto).lastVote().orElseThrow().view() == view, SECOND);
        mesh.giveUp(leader, talkedInto);
        mesh.kill(leader);
        Duration took = mesh.until(() -> mesh.allMatch(node -> node == leader || mesh.isFinal(node)), SECOND);
        assertThat(mesh.timeouts).extracting(Statement.Timeout::view).containsOnly(view);
        assertThat(took).isLessThanOrEqualTo(TWO_DELTA.plus(Mesh.DELAY.multipliedBy(6)));
    }

    /**
     * (a), A9: all commit votes are durable and none has left when the power fails everywhere. Three come back, so that each one's own vote is needed
     * in its own collector: they say again what they said, and nothing else is needed.
     */
    @Test
    void allCrashAfterDCommitIdle() {
        long view = mesh.view(0);
        int blocks = mesh.chain.size();
        mesh.links = (from, to, message) -> !(message instanceof Message.CastCommitVote);
        mesh.submit(0);
        mesh.until(
                () -> mesh.allMatch(
                        node -> mesh.record(node).lastCommitVote().orElseThrow().view() == view),
                SECOND);
        mesh.links = (from, to, message) -> true;
        mesh.restart(node -> node != 3);
        Duration took = mesh.until(() -> isFinalFor(0, 1, 2), SECOND);
        assertThat(took).isLessThanOrEqualTo(Mesh.DELAY.multipliedBy(2));
        assertThat(mesh.chain).hasSize(blocks + 1);
        assertThat(mesh.timeouts).isEmpty();
    }

    private boolean isFinalFor(int... nodes) {
        return Arrays.stream(nodes).allMatch(mesh::isFinal);
    }
}
