package io.vigil.node.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.PeerId;
import io.vigil.node.agreement.FairQueue.Taken;
import io.vigil.types.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FairQueueTest {
    private static final int MOST = 12;
    private static final int MOST_OF_PEER = 8;

    private final FairQueue queue = new FairQueue(MOST, MOST_OF_PEER);

    @Test
    void linesAreServedInTurnEachInItsOwnOrder() throws InterruptedException {
        say(1, 10, 11, 12);
        say(2, 20);
        say(3, 30, 31);

        assertThat(take(4, 4)).containsExactly(10, 20, 30, 11);
        assertThat(take(4, 4)).containsExactly(31, 12);
        assertThat(queue.size()).isZero();
        assertThat(take(4, 4)).isEmpty();
    }

    @Test
    void nobodyTakesMoreOfOneRoundThanItsPart() throws InterruptedException {
        say(1, 10, 11, 12, 13, 14);
        say(2, 20);

        assertThat(take(MOST, 2)).containsExactly(10, 20, 11);
        say(2, 21);
        assertThat(take(MOST, 2)).containsExactly(12, 21, 13);
        assertThat(take(MOST, 2)).containsExactly(14);
    }

    @Test
    void aLineAndTheWholeAreBounded() throws InterruptedException {
        for (int i = 0; i < MOST_OF_PEER; i++) {
            assertThat(queue.offer(peer(1), Bytes.of(i))).isEqualTo(Taken.YES);
        }
        assertThat(queue.offer(peer(1), Bytes.of(0))).isEqualTo(Taken.LINE_FULL);
        for (int i = MOST_OF_PEER; i < MOST; i++) {
            assertThat(queue.offer(peer(2), Bytes.of(i))).isEqualTo(Taken.YES);
        }
        assertThat(queue.offer(peer(2), Bytes.of(0))).isEqualTo(Taken.ALL_FULL);
        assertThat(queue.size()).isEqualTo(MOST);
        take(1, 1);
        assertThat(queue.offer(peer(3), Bytes.of(0))).isEqualTo(Taken.YES);
    }

    @Test
    void aLineThatIsForgottenLeavesTheOthers() throws InterruptedException {
        say(1, 10, 11);
        say(2, 20);
        queue.forget(peer(1));
        queue.forget(peer(3));

        assertThat(queue.size()).isEqualTo(1);
        assertThat(take(MOST, MOST)).containsExactly(20);
        say(1, 12);
        assertThat(take(MOST, MOST)).containsExactly(12);
    }

    private void say(int peer, int... words) {
        for (int word : words) {
            assertThat(queue.offer(peer(peer), Bytes.of(word))).isEqualTo(Taken.YES);
        }
    }

    private List<Integer> take(int together, int ofOne) throws InterruptedException {
        List<Integer> words = new ArrayList<>();
        queue.take(together, ofOne, 0)
                .forEach(received -> words.add(received.message().get(0) & 0xff));
        return words;
    }

    private static PeerId peer(int index) {
        return new PeerId(Bytes.concat(Bytes.wrap(new byte[24]), Bytes.ofLong(index)));
    }
}
