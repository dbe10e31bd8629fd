package io.vigil.node.chain;

import io.vigil.consensus.ConsensusParameters;
import java.time.Duration;

/**
 * The rules one block runs by, as the state of its parent has them.
 *
 * @param maxClockDrift how far a timestamp may be ahead of a voter's clock
 * @param pacing when blocks are made and views end; its {@code build} is the execution time after which a leader stops filling
 */
public record ChainRules(
        long chainId, long version, HeaderRules headers, Duration maxClockDrift, ConsensusParameters pacing) {
    /** A block with all its system inputs, in RLP (DESIGN "Blocks"). */
    public static final int MAX_BLOCK_BYTES = 2 << 20;

    /** Between two blocks of a healthy chain never more time passes: emptyBlockInterval + D(0). */
    public Duration longestWait() {
        return pacing.emptyBlockInterval().plus(pacing.viewDuration());
    }
}
