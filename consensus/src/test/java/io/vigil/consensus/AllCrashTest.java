package io.vigil.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.messages.Message;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A7: a certificate that all are locked on names a block that somebody must still have when the power comes back. */
class AllCrashTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Mesh mesh = new Mesh(Bench.FAST);
    private long view;
    private int without;

    /** All are locked on a block whose commit votes are lost, and the next leader has only heard of it. */
    @BeforeEach
    void settle() {
        mesh.pass(Bench.FAST.emptyBlockInterval().plusSeconds(1));
        view = mesh.view(0);
        without = mesh.committee.leader(view + 1);
        assertThat(without).as("not the leader of this view too").isNotEqualTo(mesh.committee.leader(view));
        mesh.links = (from, to, message) ->
                !(message instanceof Message.CastCommitVote) && !(to == without && message instanceof Message.Propose);
    }

    /** The leader that lacks the block gets it from those who voted, and loses no view. */
    @Test
    void qcWithoutBlockBytes() {
        lockAndRestart();
        mesh.until(() -> mesh.allMatch(mesh::isFinal), PATIENCE);
        assertThat(mesh.timeouts).isEmpty();
    }

    /** The rule taken out: nothing can be built but on a block that nobody has. */
    @Test
    void withoutTheBytesNothingEverFollows() {
        mesh.keepsBodies = false;
        lockAndRestart();
        int before = mesh.chain.size();
        mesh.pass(Duration.ofMinutes(5));
        assertThat(mesh.chain).hasSize(before);
    }

    private void lockAndRestart() {
        mesh.submit(mesh.committee.leader(view));
        mesh.until(() -> mesh.allMatch(node -> mesh.status(node).lock().view() == view), PATIENCE);
        mesh.restart(node -> true);
        assertThat(mesh.allMatch(node -> !mesh.isFinal(node))).isTrue();
        mesh.links = (from, to, message) -> !(message instanceof Message.CastCommitVote vote
                && vote.vote().statement().view() == view);
    }
}
