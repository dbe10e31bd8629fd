package io.vigil.testnet.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.node.p2p.Channel;
import io.vigil.node.p2p.LinkFilter.Fate;
import io.vigil.node.p2p.NodeId;
import io.vigil.types.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FaultyLinksTest {
    private static final long SEED = 7;

    private final AtomicLong now = new AtomicLong(-5); // a monotonic clock may begin anywhere
    private final FaultyLinks links = new FaultyLinks(new Random(SEED), now::get);
    private final NodeId peer = new NodeId(Bytes.fromHex("0x" + "11".repeat(32)));
    private final NodeId other = new NodeId(Bytes.fromHex("0x" + "22".repeat(32)));

    @Test
    void aLinkIsSoundUntilSomethingIsSetAndAfterItIsHealed() {
        links.set(peer, LinkFault.NONE.withCut(true).withLoss(100));

        assertThat(links.isCut(peer)).isTrue();
        assertThat(links.isCut(other)).isFalse();
        assertThat(links.fate(other, Channel.SYNC)).isEqualTo(Fate.DELIVERED);

        links.set(peer, LinkFault.NONE);

        assertThat(links.isCut(peer)).isFalse();
        assertThat(links.fate(peer, Channel.SYNC)).isEqualTo(Fate.DELIVERED);
        assertThat(links.all()).isEmpty();
    }

    @Test
    void jitterChangesDelaysWithinItsBoundsAndNeverTheOrder() {
        links.set(peer, LinkFault.NONE.withDelay(Duration.ofMillis(200), Duration.ofMillis(50)));
        List<Long> due = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            now.addAndGet(1_000_000);
            Duration by = ((Fate.Delayed) links.fate(peer, Channel.CONSENSUS)).by();
            assertThat(by).isBetween(Duration.ofMillis(150), Duration.ofMillis(250));
            due.add(now.get() + by.toNanos());
        }
        assertThat(due).isSorted();
    }

    @Test
    void ofAHundredMessagesAsManyAreLostAsWasSaid() {
        links.set(peer, LinkFault.NONE.withLoss(5));
        int lost = 0;
        for (int i = 0; i < 10_000; i++) {
            lost += links.fate(peer, Channel.CONSENSUS) instanceof Fate.Dropped ? 1 : 0;
        }
        assertThat(lost).as("seed %d", SEED).isBetween(400, 600);
    }

    @Test
    void aFaultThatNoLinkCanHaveIsRefusedWithItsValue() {
        assertThatThrownBy(() -> LinkFault.NONE.withLoss(101)).hasMessageContaining("101");
        assertThatThrownBy(() -> LinkFault.NONE.withDelay(Duration.ofMillis(10), Duration.ofMillis(11)))
                .hasMessageContaining("11 ms");
        assertThatThrownBy(() -> LinkFault.NONE.withDelay(Duration.ofMillis(-1), Duration.ZERO))
                .hasMessageContaining("-1 ms");
    }

    @Test
    void aFaultIsTheSameAfterItWasWrittenAndRead() {
        LinkFault fault = new LinkFault(true, Duration.ofMillis(200), Duration.ofMillis(50), 5);

        assertThat(LinkFault.of(fault.json())).isEqualTo(fault);
        assertThat(fault.words()).isEqualTo("cut, 200±50 ms, loses 5 %");
    }
}
