package io.vigil.node.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.node.p2p.NodeId;
import io.vigil.node.sync.SyncMessage.GetBlocks;
import org.junit.jupiter.api.Test;

class QuestionQueueTest {
    private static final NodeId GREEDY = SyncFixtures.peer(1);
    private static final NodeId MODEST = SyncFixtures.peer(2);

    private final QuestionQueue<SyncMessage> queue = new QuestionQueue<>();

    @Test
    void servesPeersInTurns() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            queue.offer(GREEDY, new GetBlocks(i, 1, 1));
        }
        queue.offer(MODEST, new GetBlocks(9, 1, 1));

        assertThat(queue.take().from()).isEqualTo(GREEDY);
        assertThat(queue.take().from()).isEqualTo(MODEST);
        assertThat(queue.take()).isEqualTo(new QuestionQueue.Question<>(GREEDY, new GetBlocks(1, 1, 1)));
    }

    @Test
    void takesAFewOfEachPeer() {
        for (int i = 0; i < QuestionQueue.MAX_PER_PEER; i++) {
            assertThat(queue.offer(GREEDY, new GetBlocks(i, 1, 1))).isTrue();
        }
        assertThat(queue.offer(GREEDY, new GetBlocks(99, 1, 1))).isFalse();
        assertThat(queue.offer(MODEST, new GetBlocks(99, 1, 1))).isTrue();
    }

    @Test
    void forgetsAPeerThatLeft() throws InterruptedException {
        queue.offer(GREEDY, new GetBlocks(1, 1, 1));
        queue.offer(MODEST, new GetBlocks(2, 1, 1));
        queue.forget(GREEDY);

        assertThat(queue.take().from()).isEqualTo(MODEST);
    }

    @Test
    void wakesTheServingThreadWhenItIsClosed() {
        queue.close();

        assertThatThrownBy(queue::take).isInstanceOf(InterruptedException.class);
        assertThat(queue.offer(GREEDY, new GetBlocks(1, 1, 1))).isFalse();
    }
}
