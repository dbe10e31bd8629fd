package io.vigil.node.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.node.p2p.OutgoingQueue.Piece;
import io.vigil.types.Bytes;
import io.vigil.types.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutgoingQueueTest {
    private static final int MIB = 1 << 20;

    private final OutgoingQueue queue = new OutgoingQueue(Budget.unlimited());

    @Test
    void sendsConsensusBeforeSyncBeforeTransactions() {
        queue.offer(Channel.TRANSACTIONS, Bytes.of(3));
        queue.offer(Channel.SYNC, Bytes.of(2));
        queue.offer(Channel.CONSENSUS, Bytes.of(1));

        assertThat(drain()).containsExactly(Bytes.of(1), Bytes.of(2), Bytes.of(3));
        assertThat(queue.queuedBytes()).isZero();
    }

    @Test
    void letsAVotePassBetweenThePiecesOfABlock() {
        queue.offer(Channel.SYNC, Bytes.wrap(new byte[3 * OutgoingQueue.PIECE_BYTES]));
        Piece first = queue.next().orElseThrow();
        queue.offer(Channel.CONSENSUS, Bytes.of(1));

        assertThat(first.length()).isEqualTo(OutgoingQueue.PIECE_BYTES);
        assertThat(queue.next().orElseThrow().channel()).isEqualTo(Channel.CONSENSUS);
        Piece second = queue.next().orElseThrow();
        assertThat(second.offset()).isEqualTo(OutgoingQueue.PIECE_BYTES);
        assertThat(second.isFirst()).isFalse();
    }

    @Test
    void dropsTheOldestOfAFullChannel() {
        for (int i = 0; i <= 4; i++) {
            assertThat(queue.offer(Channel.TRANSACTIONS, message(MIB, i))).isTrue();
        }

        assertThat(queue.dropped()).isEqualTo(2); // four of them and what they cost beside are more than 4 MiB
        assertThat(queue.next().orElseThrow().message()).isEqualTo(message(MIB, 2));
    }

    @Test
    void neverDropsConsensusForAnythingElse() {
        for (int i = 0; i < 15; i++) {
            queue.offer(Channel.CONSENSUS, message(MIB, i));
        }
        for (int i = 0; i < 40; i++) {
            queue.offer(Channel.SYNC, message(MIB, i));
            queue.offer(Channel.TRANSACTIONS, message(MIB, i));
        }

        assertThat(queue.queuedBytes()).isLessThanOrEqualTo(OutgoingQueue.MAX_BYTES);
        List<Bytes> sent = drain();
        for (int i = 0; i < 15; i++) {
            assertThat(sent.get(i)).isEqualTo(message(MIB, i));
        }
    }

    @Test
    void makesRoomForConsensusByDroppingTheLeastImportant() {
        for (int i = 0; i < 7; i++) {
            queue.offer(Channel.SYNC, message(MIB, i));
        }
        for (int i = 0; i < 3; i++) {
            queue.offer(Channel.TRANSACTIONS, message(MIB, i));
        }
        for (int i = 0; i < 15; i++) {
            assertThat(queue.offer(Channel.CONSENSUS, message(MIB, i))).isTrue();
        }

        assertThat(queue.dropped()).isEqualTo(2);
        assertThat(drain()).hasSize(15 + 7 + 1);
    }

    @Test
    void doesNotTakeWhatIsLessImportantThanAllThatWaits() {
        for (int i = 0; i < 15; i++) {
            queue.offer(Channel.CONSENSUS, message(MIB, i));
        }
        for (int i = 0; i < 7; i++) {
            queue.offer(Channel.SYNC, message(MIB, i));
        }
        queue.offer(Channel.TRANSACTIONS, message(MIB, 0));
        assertThat(queue.offer(Channel.TRANSACTIONS, message(MIB, 1)))
                .as("in place of the one before")
                .isTrue();

        queue.offer(Channel.SYNC, message(MIB - OutgoingQueue.OVERHEAD_BYTES * 20, 8));
        assertThat(queue.offer(Channel.TRANSACTIONS, message(MIB, 2))).isFalse();
    }

    @Test
    void finishesAMessageOnceItsFirstPieceIsOut() {
        queue.offer(Channel.TRANSACTIONS, message(MIB, 1));
        queue.next();
        for (int i = 2; i < 12; i++) {
            queue.offer(Channel.TRANSACTIONS, message(MIB, i));
        }

        assertThat(queue.next().orElseThrow().message()).isEqualTo(message(MIB, 1));
    }

    @Test
    void boundsTinyMessagesToo() {
        for (int i = 0; i < 200_000; i++) {
            queue.offer(Channel.TRANSACTIONS, Bytes.of(1));
        }

        assertThat(drain().size())
                .isLessThanOrEqualTo(Channel.TRANSACTIONS.maxQueueBytes() / OutgoingQueue.OVERHEAD_BYTES + 1);
    }

    @Test
    void sharesABudgetWithOtherLinksAndGivesItBack() {
        Budget shared = new Budget(3L * MIB);
        OutgoingQueue one = new OutgoingQueue(shared);
        OutgoingQueue other = new OutgoingQueue(shared);
        assertThat(one.offer(Channel.SYNC, message(2 * MIB, 1))).isTrue();
        assertThat(other.offer(Channel.SYNC, message(2 * MIB, 1))).isFalse();

        one.close();

        assertThat(shared.usedBytes()).isZero();
        assertThat(other.offer(Channel.SYNC, message(2 * MIB, 1))).isTrue();
        assertThat(one.offer(Channel.CONSENSUS, Bytes.of(1))).isFalse();
    }

    @Test
    void refusesWhatNoMessageMayBe() {
        assertThatThrownBy(() -> queue.offer(Channel.SYNC, Bytes.EMPTY)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> queue.offer(Channel.TRANSACTIONS, message(MIB + 1, 0)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsItsAccountsWhateverHappens() {
        Seeds.forEach(200, random -> {
            Budget budget = new Budget(20L * MIB);
            OutgoingQueue any = new OutgoingQueue(budget);
            for (int i = 0; i < 200; i++) {
                if (random.oneIn(3)) {
                    any.next();
                } else {
                    Channel channel = random.pick(List.of(Channel.values()));
                    any.offer(channel, message(1 + random.nextInt(channel.maxMessageBytes()), i));
                }
                assertThat(any.queuedBytes()).isBetween(0L, (long) OutgoingQueue.MAX_BYTES);
                assertThat(budget.usedBytes()).isEqualTo(any.queuedBytes());
            }
            while (any.next().isPresent()) {
                continue;
            }
            assertThat(any.queuedBytes()).isZero();
            assertThat(budget.usedBytes()).isZero();
        });
    }

    private static Bytes message(int size, int mark) {
        byte[] array = new byte[size];
        array[0] = (byte) mark;
        return Bytes.wrap(array);
    }

    private List<Bytes> drain() {
        List<Bytes> messages = new ArrayList<>();
        for (Optional<Piece> piece = queue.next(); piece.isPresent(); piece = queue.next()) {
            if (piece.get().isFirst()) {
                messages.add(piece.get().message());
            }
        }
        return messages;
    }
}
