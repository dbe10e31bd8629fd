package io.vigil.governance.registry;

import io.vigil.types.UInt256;

/**
 * Stake on its way out. It pays when both have passed (G13).
 *
 * @param epoch the first in which it may be drawn
 * @param timestamp in seconds
 */
public record Unbonding(UInt256 amount, long epoch, long timestamp) {
    public boolean isDue(long nowEpoch, long nowTimestamp) {
        return nowEpoch >= epoch && nowTimestamp >= timestamp;
    }
}
