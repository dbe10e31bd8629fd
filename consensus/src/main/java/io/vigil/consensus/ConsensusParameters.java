package io.vigil.consensus;

import java.time.Duration;

/**
 * Pacing parameters (DESIGN "Consensus"), from genesis or as the chain voted since. Time alone depends on them, no safety (G33b).
 *
 * @param targetBlockTime least time between a block and the next; zero means as fast as votes come
 * @param emptyBlockInterval time between blocks of an idle chain
 * @param delta assumed bound Δ on one message delay
 * @param build budget for making a block
 * @param execution budget for executing one
 * @param timeoutCap a view lasts at most this many times D(0)
 */
public record ConsensusParameters(
        Duration targetBlockTime,
        Duration emptyBlockInterval,
        Duration delta,
        Duration build,
        Duration execution,
        int timeoutCap) {
    public static final ConsensusParameters DEFAULT = new ConsensusParameters(
            Duration.ofMillis(200),
            Duration.ofSeconds(2),
            Duration.ofMillis(100),
            Duration.ofMillis(100),
            Duration.ofMillis(200),
            8);

    /** D(0) = 3Δ + build + execution: the least that a view may last (§2.8). */
    public Duration viewDuration() {
        return delta.multipliedBy(3).plus(build).plus(execution);
    }

    public ConsensusParameters {
        if (targetBlockTime.isNegative() || build.isNegative() || execution.isNegative()) {
            throw new IllegalArgumentException("negative duration");
        }
        if (!emptyBlockInterval.isPositive() || !delta.isPositive() || timeoutCap < 1) {
            throw new IllegalArgumentException("emptyBlockInterval and delta must be positive, the cap at least 1");
        }
    }
}
