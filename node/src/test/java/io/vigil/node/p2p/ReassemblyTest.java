package io.vigil.node.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import org.junit.jupiter.api.Test;

class ReassemblyTest {
    private static final int PIECE = Reassembly.MIN_PIECE_BYTES;

    private final Budget budget = new Budget(1 << 20);
    private final Reassembly reassembly = new Reassembly(budget);

    @Test
    void passesAWholeMessageOn() throws MalformedException {
        assertThat(reassembly.add(Channel.SYNC, 2, Bytes.of(1, 2), 0)).contains(Bytes.of(1, 2));
    }

    @Test
    void joinsPiecesOfSeveralChannelsThatInterrupt() throws MalformedException {
        assertThat(reassembly.add(Channel.SYNC, PIECE + 1, zeros(PIECE), 0)).isEmpty();
        assertThat(reassembly.add(Channel.CONSENSUS, 1, Bytes.of(7), 0)).contains(Bytes.of(7));
        assertThat(reassembly.add(Channel.TRANSACTIONS, PIECE + 2, zeros(PIECE), 0))
                .isEmpty();
        assertThat(budget.usedBytes()).isEqualTo(2 * PIECE);

        assertThat(reassembly.add(Channel.SYNC, 0, Bytes.of(5), 0)).contains(Bytes.concat(zeros(PIECE), Bytes.of(5)));
        assertThat(reassembly.add(Channel.TRANSACTIONS, 0, Bytes.of(1, 2), 0)).isPresent();
        assertThat(budget.usedBytes()).isZero();
    }

    @Test
    void refusesPiecesThatDoNotFit() throws MalformedException {
        assertRefused(Channel.SYNC, 0, Bytes.of(1), "continues no message");
        assertRefused(Channel.SYNC, Channel.SYNC.maxMessageBytes() + 1, Bytes.of(1), "more than");
        assertRefused(Channel.SYNC, -1, Bytes.of(1), "more than");
        assertRefused(Channel.SYNC, 5, Bytes.EMPTY, "a piece of 0 bytes");
        assertRefused(Channel.SYNC, 1, Bytes.of(1, 2), "a piece of 2 bytes after 0 of 1");
        assertRefused(Channel.SYNC, PIECE * 2, zeros(PIECE - 1), "a piece of " + (PIECE - 1));

        reassembly.add(Channel.SYNC, 2 * PIECE, zeros(PIECE), 0);
        assertRefused(Channel.SYNC, 4, Bytes.of(1), "interrupts a message");
        assertRefused(Channel.SYNC, 0, zeros(PIECE + 1), "a piece of " + (PIECE + 1));
    }

    @Test
    void holdsNoMoreThanItsBudget() throws MalformedException {
        reassembly.add(Channel.SYNC, 2 << 20, zeros(1 << 20), 0);

        assertRefused(Channel.CONSENSUS, 2 << 20, zeros(PIECE), "unfinished messages");
        reassembly.close();
        assertThat(budget.usedBytes()).isZero();
    }

    @Test
    void noticesAMessageThatGetsNoFurther() throws MalformedException {
        reassembly.add(Channel.SYNC, 3 * PIECE, zeros(PIECE), 0);
        long stalled = Reassembly.STALLED_AFTER.toNanos();
        assertThat(reassembly.isStalled(stalled)).isFalse();
        assertThat(reassembly.isStalled(stalled + 1)).isTrue();

        reassembly.add(Channel.SYNC, 0, zeros(PIECE), stalled);
        assertThat(reassembly.isStalled(stalled + 1)).isFalse();
    }

    private void assertRefused(Channel channel, int total, Bytes content, String why) {
        assertThatThrownBy(() -> reassembly.add(channel, total, content, 0))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(why);
    }

    private static Bytes zeros(int size) {
        return Bytes.wrap(new byte[size]);
    }
}
