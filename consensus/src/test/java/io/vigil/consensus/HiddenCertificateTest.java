package io.vigil.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.messages.Message;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A7: a certificate that one alone could make and shows much later names a block that all others forgot. */
class HiddenCertificateTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** More than a core keeps blocks for that no certificate names. */
    private static final int VIEWS = 100;

    private final Mesh mesh = new Mesh(Bench.FAST);
    private long view;
    private int hider;

    /** All vote for a block; one alone hears the votes, and says nothing. Then votes for other blocks are lost. */
    @BeforeEach
    void settle() {
        mesh.pass(Bench.FAST.emptyBlockInterval().plusSeconds(1));
        view = mesh.view(0);
        hider = (mesh.committee.leader(view) + 1) % Mesh.SIZE;
        mesh.links = (from, to, message) -> from != hider && (to == hider || !(message instanceof Message.CastVote));
        mesh.submit(mesh.committee.leader(view));
        mesh.until(() -> mesh.status(hider).lock().view() == view, PATIENCE);
        assertThat(mesh.allMatch(
                        node -> mesh.record(node).lastVote().orElseThrow().view() == view))
                .isTrue();

        mesh.links = (from, to, message) -> from != hider && !(message instanceof Message.CastVote);
        mesh.until(() -> mesh.view(others()) > view + VIEWS, PATIENCE.multipliedBy(VIEWS));
        assertThat(mesh.status(others()).lock().view()).isLessThan(view);
    }

    @Test
    void whoVotedStillHasTheBlock() {
        show();
        mesh.until(() -> mesh.allMatch(node -> node == hider || mesh.isFinal(node)), PATIENCE.multipliedBy(10));
    }

    /** The rule taken out: all are locked on a block that nobody has. */
    @Test
    void withoutTheBytesNothingEverFollows() {
        mesh.readsBodies = false;
        show();
        int before = mesh.chain.size();
        mesh.pass(Duration.ofMinutes(5));
        assertThat(mesh.chain).hasSize(before);
    }

    /** Its timeout brings the certificate; then it is gone, and gives the block to nobody. */
    private void show() {
        mesh.links = (from, to, message) -> !(message instanceof Message.CastVote);
        mesh.until(() -> mesh.status(others()).lock().view() == view, PATIENCE.multipliedBy(10));
        mesh.kill(hider);
        mesh.links = (from, to, message) -> true;
    }

    private int others() {
        return (hider + 1) % Mesh.SIZE;
    }
}
