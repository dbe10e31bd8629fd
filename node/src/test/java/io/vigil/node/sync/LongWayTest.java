package io.vigil.node.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LongWayTest {
    private static final long FAR = 10_000;

    private final LongWay way = new LongWay();

    @Test
    void beginsWithTheFirstRangeThatOnlyAnOldChainHas() {
        assertThat(way.isUnderWay(0, FAR, 0)).isFalse();
        way.imported(LongWay.LEAST_BLOCKS - 1, 0);
        assertThat(way.isUnderWay(LongWay.LEAST_BLOCKS - 1, FAR, 0)).isFalse();
        way.imported(LongWay.LEAST_BLOCKS, 0);
        assertThat(way.isUnderWay(2 * LongWay.LEAST_BLOCKS, FAR, 0)).isTrue();
    }

    @Test
    void endsWhereSingleBlocksCloseTheGap() {
        way.imported(SyncMessage.MAX_BLOCKS, 0);
        assertThat(way.isUnderWay(FAR - LongWay.TAIL_BLOCKS - 1, FAR, 0)).isTrue();
        assertThat(way.isUnderWay(FAR - LongWay.TAIL_BLOCKS, FAR, 0)).isFalse();
    }

    /** Whoever claims a head that nobody can give holds up single blocks for seconds, and only once. */
    @Test
    void endsWhenNoRangeComes() {
        way.imported(SyncMessage.MAX_BLOCKS, 0);
        long longest = LongWay.LONGEST_BETWEEN.toNanos();
        assertThat(way.isUnderWay(0, Long.MAX_VALUE, longest - 1)).isTrue();
        assertThat(way.isUnderWay(0, Long.MAX_VALUE, longest)).isFalse();
        way.imported(1, longest);
        assertThat(way.isUnderWay(0, Long.MAX_VALUE, longest)).isFalse();
    }
}
