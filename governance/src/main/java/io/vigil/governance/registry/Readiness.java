package io.vigil.governance.registry;

import io.vigil.types.UInt256;

/**
 * The last signal that a validator's node gave of itself (G34). One slot.
 *
 * @param version highest protocol version that its program speaks and has tested
 * @param sequence above that of every earlier signal
 * @param height of the block that took it
 * @param byOther whether another validator's block took it
 */
public record Readiness(long version, long sequence, long epoch, long height, boolean byOther) {
    public static final Readiness NONE = new Readiness(0, 0, 0, 0, false);

    public static final long MAX_VERSION = (1L << 32) - 1;
    public static final long MAX_SEQUENCE = (1L << 31) - 1;

    static Readiness of(UInt256 word) {
        return new Readiness(
                word.limb3() & MAX_VERSION,
                word.limb0() >>> 1 & MAX_SEQUENCE,
                word.limb1() & Long.MAX_VALUE,
                word.limb2() & Long.MAX_VALUE,
                (word.limb0() & 1) == 1);
    }

    UInt256 word() {
        return new UInt256(version, height, epoch, (sequence << 1) | (byOther ? 1 : 0));
    }

    public boolean isOf(long ofEpoch) {
        return sequence > 0 && epoch == ofEpoch;
    }
}
