package io.vigil.governance.registry;

import io.vigil.types.UInt256;

/**
 * What a validator did since the last election, and how often it did nothing (G24, G25). One slot.
 *
 * @param missed views it led without a block, up to 2^32-1
 * @param gave blocks it made, up to 2^32-1
 * @param barLevel how often in a row it led at least four views and made no block, up to 7; 0 if it is not barred
 * @param barredSince the epoch from which {@code barLevel} holds
 */
public record Conduct(long missed, long gave, int barLevel, long barredSince) {
    public static final Conduct NONE = new Conduct(0, 0, 0, 0);

    private static final long MAX_COUNT = (1L << 32) - 1;
    private static final int MAX_BAR_LEVEL = 7;
    private static final long LED_ENOUGH = 4;

    static Conduct of(UInt256 word) {
        return new Conduct(
                word.limb0() & MAX_COUNT,
                word.limb0() >>> 32,
                (int) Math.min(MAX_BAR_LEVEL, word.limb2() & 0xff),
                word.limb1() & Long.MAX_VALUE);
    }

    UInt256 word() {
        return new UInt256(0, barLevel, barredSince, (gave << 32) | missed);
    }

    public Conduct plusMissed(long views) {
        return new Conduct(Math.min(MAX_COUNT, missed + Math.min(MAX_COUNT, views)), gave, barLevel, barredSince);
    }

    public Conduct plusGave() {
        return new Conduct(missed, Math.min(MAX_COUNT, gave + 1), barLevel, barredSince);
    }

    public long led() {
        return missed + gave;
    }

    /** The window closed, with a new one for {@code nextEpoch}'s leads (G25, G26). */
    public Conduct closed(long nextEpoch) {
        if (led() >= LED_ENOUGH && gave == 0) {
            return new Conduct(0, 0, Math.min(barLevel + 1, MAX_BAR_LEVEL), nextEpoch);
        }
        boolean recovered = led() >= LED_ENOUGH;
        return recovered ? NONE : new Conduct(0, 0, barLevel, barredSince);
    }

    /** Whether it is kept from leading in {@code epoch}, given whether it signalled in the epoch before (G26). */
    public boolean isBarred(long epoch, boolean signalled) {
        boolean waited = barLevel > 0 && epoch >= barredSince + (1L << (barLevel - 1));
        return barLevel > 0 && !(waited && signalled);
    }
}
