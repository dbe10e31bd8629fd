package io.vigil.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.messages.Message;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.consensus.statements.Statement.Kind;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A4 among four nodes: whatever becomes of the first certificate of an epoch's last block, the epoch ends, and with one block. */
class ReproposeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long END = 2;

    private final Mesh mesh = new Mesh(Bench.FAST, END);

    /** The view of the first last block. */
    private long view;

    /** It alone hears the votes for that block. */
    private int alone;

    /** One block is final, and the next is the epoch's last. */
    @BeforeEach
    void settle() {
        mesh.pass(Bench.FAST.emptyBlockInterval().plusSeconds(1));
        assertThat(mesh.chain).hasSize((int) END - 1);
        view = mesh.view(0);
        alone = other(mesh.committee.leader(view), mesh.committee.leader(view + 1));
        mesh.submit(mesh.committee.leader(view));
    }

    /**
     * Three gave up on the view before they heard of its certificate: no commit certificate of it will ever be (C1), and nothing may be built upon the
     * block. Without a proposal that gets through the chain stands for good; with them it goes on.
     */
    @Test
    void offDeadlocks() {
        mesh.links = (from, to, message) -> switch (message) {
            case Message.CastVote vote when vote.ballot().view() == view -> to == alone;
            case Message.GiveUp timeout when timeout.timeout().statement().view() == view -> to == alone;
            default -> !isReproposal(message) && (from != alone || mesh.timeouts.size() == Mesh.SIZE - 1);
        };
        mesh.until(() -> mesh.allMatch(node -> mesh.view(node) > view), PATIENCE);
        assertThat(mesh.timeouts).hasSize(Mesh.SIZE - 1);
        mesh.links = (from, to, message) -> !isReproposal(message);
        mesh.pass(Duration.ofMinutes(5));
        assertThat(mesh.allMatch(node -> mesh.status(node).head().height() == END - 1
                        && mesh.epoch(node).epoch() == 0))
                .isTrue();
        assertThat(mesh.status(0).lock().block())
                .as("all stand upon it")
                .isEqualTo(mesh.status(alone).lock().block());

        mesh.links = (from, to, message) -> true;
        mesh.until(() -> mesh.allMatch(node -> mesh.status(node).head().height() > END), PATIENCE);
        assertThat(mesh.chain.get((int) END - 1).view()).isEqualTo(view);
    }

    /**
     * While one is cut off with the certificate of the last block, the three others give up on its view and certify a rival. It is the rival that is
     * proposed again then, and who was locked on the first votes for it: its vote is needed, as a third falls silent.
     */
    @Test
    void reproposeOfCompetingEnd() {
        mesh.links = (from, to, message) -> switch (message) {
            case Message.CastVote vote when vote.ballot().view() == view -> to == alone;
            case Message.CastCommitVote vote -> false;
            default ->
                from != alone && (to != alone || (message instanceof Message.Propose && mesh.view(alone) == view));
        };
        mesh.until(
                () -> mesh.allMatch(
                        node -> node == alone || mesh.status(node).lock().view() > view),
                PATIENCE);
        BlockRef rival =
                mesh.block(mesh.status(mesh.committee.leader(view)).lock().block());
        BlockRef first = mesh.block(mesh.status(alone).lock().block());
        assertThat(rival.height()).isEqualTo(first.height()).isEqualTo(END);
        assertThat(rival.lastOfEpoch() && first.lastOfEpoch()).isTrue();
        assertThat(rival).isNotEqualTo(first);

        int silent = other(alone, mesh.committee.leader(mesh.view(mesh.committee.leader(view))));
        mesh.kill(silent);
        mesh.links = (from, to, message) -> !(message instanceof Message.CastCommitVote vote
                && vote.vote().statement().view() == rival.view());
        mesh.until(
                () -> mesh.allMatch(node -> node == silent || mesh.epoch(node).epoch() == 1), PATIENCE);
        assertThat(mesh.epoch(alone).root().block()).isEqualTo(rival.hash());
        assertThat(mesh.epoch(alone).root().view()).as("that of its header").isEqualTo(rival.view());
        mesh.until(() -> mesh.status(alone).head().height() > END, PATIENCE);
        assertThat(mesh.chain).contains(rival).doesNotContain(first);
    }

    /**
     * The only one that could make a commit certificate enters the next epoch and falls silent. The others end theirs by a certificate of another
     * view, in the same place, and where it comes back it is one of them.
     */
    @Test
    void onlyCcHolderSilent() {
        mesh.links = (from, to, message) -> from != alone
                && (to == alone
                        || !(message instanceof Message.CastCommitVote vote
                                && vote.vote().statement().view() == view));
        mesh.until(() -> mesh.epoch(alone).epoch() == 1, PATIENCE);
        mesh.until(() -> mesh.allMatch(node -> node == alone || mesh.epoch(node).epoch() == 1), PATIENCE);
        assertThat(mesh.allMatch(node -> mesh.epoch(node).equals(mesh.epoch(alone))))
                .isTrue();
        assertThat(mesh.epoch(alone).root().view()).isEqualTo(view);
        mesh.links = (from, to, message) -> from != alone;
        mesh.until(() -> mesh.chain.size() > END + 1, PATIENCE);

        mesh.links = (from, to, message) -> true;
        long before = mesh.chain.size();
        mesh.until(() -> mesh.allMatch(node -> mesh.status(node).head().height() > before), PATIENCE);
    }

    private static boolean isReproposal(Message message) {
        return message instanceof Message.Propose propose
                && propose.proposal().statement().kind() == Kind.REPROPOSAL;
    }

    private static int other(int one, int another) {
        int other = 0;
        while (other == one || other == another) {
            other++;
        }
        return other;
    }
}
