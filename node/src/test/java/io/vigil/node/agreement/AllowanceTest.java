package io.vigil.node.agreement;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.consensus.PeerId;
import io.vigil.types.Bytes;
import org.junit.jupiter.api.Test;

class AllowanceTest {
    private static final long SECOND = 1_000_000_000L;

    private final Allowance allowance = new Allowance();
    private long now = -5;
    private long view = 100;

    @Test
    void aBurstIsSpentAndEarnedAgainByTimeAndViews() {
        assertThat(spend(1)).isEqualTo(Allowance.BURST);
        assertThat(spend(1)).isZero();
        now += SECOND / 2;
        assertThat(spend(1)).isEqualTo(Allowance.PER_SECOND / 2);
        view += 3;
        assertThat(spend(1)).isEqualTo(3 * Allowance.PER_VIEW);
    }

    @Test
    void nobodySavesMoreThanABurst() {
        assertThat(spend(1)).isEqualTo(Allowance.BURST);
        now += 3_600 * SECOND;
        view += 1_000_000_000_000L;
        assertThat(spend(1)).isEqualTo(Allowance.BURST);
    }

    @Test
    void aNewEpochWithLowerViewsIsOneStep() {
        spend(1);
        view = 2;
        assertThat(spend(1)).isEqualTo(Allowance.PER_VIEW);
    }

    @Test
    void onePeerSpendsNothingOfAnother() {
        spend(1);
        assertThat(spend(2)).isEqualTo(Allowance.BURST);
    }

    @Test
    void manyOtherNamesDoNotGiveOneItsBurstAgain() {
        spend(1);
        for (int i = 2; i < 2 + Allowance.MAX_PEERS / 2; i++) {
            allowance.take(peer(i), now, view);
        }
        assertThat(spend(1)).isZero();
    }

    private int spend(int peer) {
        int spent = 0;
        while (allowance.take(peer(peer), now, view)) {
            spent++;
        }
        return spent;
    }

    private static PeerId peer(int index) {
        return new PeerId(Bytes.concat(Bytes.wrap(new byte[24]), Bytes.ofLong(index)));
    }
}
