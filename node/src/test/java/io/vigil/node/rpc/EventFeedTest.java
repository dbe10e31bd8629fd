package io.vigil.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Block;
import io.vigil.types.chain.Receipt;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.Transaction;
import io.vigil.types.chain.TransactionBody;
import io.vigil.types.crypto.RecoverableSignature;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EventFeedTest {
    private static Transaction transaction(long nonce) {
        return Transaction.of(
                new TransactionBody.Legacy(
                        1, nonce, UInt256.ONE, 21_000, new Target.Create(), UInt256.ZERO, Bytes.EMPTY),
                new RecoverableSignature(UInt256.ONE, UInt256.ONE, 0));
    }

    @Test
    void tellsEveryoneInOrder() throws Exception {
        try (EventFeed feed = new EventFeed()) {
            Ear first = new Ear();
            Ear second = new Ear();
            feed.subscribe(first);
            ChainEvents.Subscription ending = feed.subscribe(second);
            feed.start();

            feed.pending(transaction(0));
            feed.pending(transaction(1));
            assertThat(first.next()).isEqualTo("0");
            assertThat(first.next()).isEqualTo("1");
            assertThat(second.next()).isEqualTo("0");
            assertThat(second.next()).isEqualTo("1");

            ending.close();
            feed.pending(transaction(2));
            assertThat(first.next()).isEqualTo("2");
            assertThat(second.heard).isEmpty();
        }
    }

    @Test
    void endsAllSubscriptionsWhenEventsWouldBeLost() throws Exception {
        try (EventFeed feed = new EventFeed()) {
            Ear ear = new Ear();
            feed.subscribe(ear);
            for (int i = 0; i <= EventFeed.MAX_WAITING; i++) {
                feed.pending(transaction(i));
            }
            feed.start();

            assertThat(ear.next()).isEqualTo("lost");
            Ear later = new Ear();
            feed.subscribe(later);
            feed.pending(transaction(7));
            assertThat(later.next()).isEqualTo("7");
            assertThat(ear.heard).isEmpty();
        }
    }

    @Test
    void doesNotLetOneListenersFaultSilenceTheOthers() throws Exception {
        try (EventFeed feed = new EventFeed()) {
            Ear faulty = new Ear() {
                @Override
                public void pending(Transaction transaction) {
                    throw new IllegalStateException("bug");
                }
            };
            Ear sound = new Ear();
            feed.subscribe(faulty);
            feed.subscribe(sound);
            feed.start();

            feed.pending(transaction(0));
            feed.pending(transaction(1));

            assertThat(sound.next()).isEqualTo("0");
            assertThat(sound.next()).isEqualTo("1");
            assertThat(faulty.next()).isEqualTo("lost");
        }
    }

    private static class Ear implements ChainEvents.Listener {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

        @Override
        public void committed(Block block, List<Receipt> receipts) {
            heard.add("block " + block.number());
        }

        @Override
        public void pending(Transaction transaction) {
            heard.add(Long.toString(transaction.nonce()));
        }

        @Override
        public void lost() {
            heard.add("lost");
        }

        String next() throws InterruptedException {
            String event = heard.poll(10, TimeUnit.SECONDS);
            return event == null ? "nothing" : event;
        }
    }
}
