package io.vigil.node.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.Event;
import io.vigil.consensus.PeerId;
import io.vigil.types.Bytes;
import org.junit.jupiter.api.Test;

class EventQueueTest {
    @Test
    void ownEventsGoBeforeThoseOfPeersAndTimeIsThatOfTaking() throws InterruptedException {
        EventQueue queue = new EventQueue();
        queue.fromPeer(now -> new Event.StatusAsked(now, peer(1), 7));
        queue.own(now -> new Event.PeerDisconnected(now, peer(1)));

        assertThat(queue.take(0).orElseThrow().apply(5)).isEqualTo(new Event.PeerDisconnected(5, peer(1)));
        assertThat(queue.take(0).orElseThrow().apply(6)).isEqualTo(new Event.StatusAsked(6, peer(1), 7));
        assertThat(queue.take(0)).isEmpty();
    }

    @Test
    void beyondItsLimitTheOldestWordOfAPeerIsDroppedAndCounted() throws InterruptedException {
        EventQueue queue = new EventQueue();
        for (int nonce = 0; nonce <= EventQueue.MAX_FROM_PEERS; nonce++) {
            long number = nonce;
            queue.fromPeer(now -> new Event.StatusAsked(now, peer(1), number));
        }
        assertThat(queue.size()).isEqualTo(EventQueue.MAX_FROM_PEERS);
        assertThat(queue.dropped()).isEqualTo(1);
        assertThat(queue.take(0).orElseThrow().apply(0)).isEqualTo(new Event.StatusAsked(0, peer(1), 1));
    }

    private static PeerId peer(int number) {
        return new PeerId(Bytes.of(number));
    }
}
