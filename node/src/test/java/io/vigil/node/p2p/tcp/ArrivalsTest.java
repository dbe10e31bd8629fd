package io.vigil.node.p2p.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private static final int BURST = 8;
    private static final long SECOND = 1_000_000_000L;

    private final Arrivals arrivals = new Arrivals(BURST);
    private long now = Long.MAX_VALUE - SECOND;

    @Test
    void oneAddressHasABurstAndThenARate() throws UnknownHostException {
        assertThat(come(1, 100)).isEqualTo(BURST);
        now += SECOND / 10; // 20 a second
        assertThat(come(1, 100)).isEqualTo(Arrivals.PER_SECOND / 10);
        assertThat(come(2, 100)).as("another address").isEqualTo(BURST);
        now += 10 * SECOND;
        assertThat(come(1, 100)).isEqualTo(BURST);
    }

    @Test
    void addressesAreForgottenOldestFirst() throws UnknownHostException {
        come(1, BURST);
        for (int i = 2; i < 1 + Arrivals.MAX_ADDRESSES; i++) {
            come(i, 1);
        }
        assertThat(come(1, 1)).as("still known").isZero();
        come(2 + Arrivals.MAX_ADDRESSES, 1);
        assertThat(come(1, 1)).as("used after the others").isZero();
    }

    private int come(int address, int times) throws UnknownHostException {
        InetAddress from = InetAddress.getByAddress(new byte[] {10, 0, (byte) (address >> 8), (byte) address});
        int allowed = 0;
        for (int i = 0; i < times; i++) {
            allowed += arrivals.allows(from, now) ? 1 : 0;
        }
        return allowed;
    }
}
