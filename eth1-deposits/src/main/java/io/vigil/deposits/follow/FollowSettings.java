package io.vigil.deposits.follow;

/**
 * How a chain is followed.
 *
 * @param depth 0 takes the tag {@code finalized}; otherwise that many blocks below the head are taken as final, for chains
 *     without the tag (D5)
 * @param maxRangeBlocks widest range of logs asked for
 * @param maxFinalityAgeSeconds a final block older than this means that eth1 does not finalise
 */
public record FollowSettings(long depth, int maxRangeBlocks, long maxFinalityAgeSeconds) {
    public static final FollowSettings DEFAULT = new FollowSettings(0, 1_000, 3_600);

    public FollowSettings {
        if (depth < 0 || maxRangeBlocks < 1 || maxFinalityAgeSeconds < 1) {
            throw new IllegalArgumentException(
                    "depth " + depth + ", range " + maxRangeBlocks + ", finality age " + maxFinalityAgeSeconds);
        }
    }
}
