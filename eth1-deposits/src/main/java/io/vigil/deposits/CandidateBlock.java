package io.vigil.deposits;

import java.util.List;
import java.util.Optional;

/**
 * The two known final blocks around a point in time (D4).
 *
 * @param candidate the last one not above it; of blocks with equal timestamps the highest
 * @param successor the next one that is known; the blocks between may not be
 */
public record CandidateBlock(Eth1Point candidate, Eth1Point successor) {
    /** Blocks read at once while going back in time. */
    private static final int WINDOW_BLOCKS = 1_024;

    /** Empty if no final block is later than {@code boundSeconds}, or none is as early. */
    public static Optional<CandidateBlock> find(FollowedChain chain, long boundSeconds) {
        Optional<Eth1Point> later = Optional.empty();
        for (long last = chain.finalized().number(); last >= 0; last -= WINDOW_BLOCKS) {
            List<Eth1Point> window = chain.points(Math.max(0, last - WINDOW_BLOCKS + 1), last);
            for (Eth1Point point : window.reversed()) {
                if (point.block().timestamp() <= boundSeconds) {
                    return later.map(successor -> new CandidateBlock(point, successor));
                }
                later = Optional.of(point);
            }
        }
        return Optional.empty();
    }
}
