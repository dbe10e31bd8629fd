package io.vigil.node.chain;

import io.vigil.types.UInt256;
import io.vigil.types.genesis.Genesis;
import io.vigil.vm.transaction.FeeMarket;
import java.time.Duration;

/**
 * The rules one chain runs by, from its genesis or as it voted since.
 *
 * @param maxClockDrift how far a timestamp may be ahead of a voter's clock
 * @param buildBudget execution time after which a leader stops filling a block
 */
public record ChainRules(
        long chainId, long version, HeaderRules headers, Duration maxClockDrift, Duration buildBudget) {
    /** A block with all its system inputs, in RLP (DESIGN "Blocks"). */
    public static final int MAX_BLOCK_BYTES = 2 << 20;

    /** EIP-1559: a block may be twice as large as the gas that keeps the fee as it is. */
    private static final long ELASTICITY = 2;

    /** Those of the first block. */
    public static ChainRules of(Genesis genesis) {
        return of(
                genesis.chainId(),
                genesis.version(),
                genesis.gasLimit(),
                genesis.parameters().baseFeeDenominator(),
                genesis.parameters().minBaseFee(),
                genesis.parameters().maxClockDrift().toMillis(),
                genesis.parameters().build().toMillis());
    }

    public static ChainRules of(
            long chainId,
            long version,
            long gasLimit,
            long baseFeeDenominator,
            UInt256 minBaseFee,
            long maxClockDriftMillis,
            long buildMillis) {
        return new ChainRules(
                chainId,
                version,
                new HeaderRules(gasLimit, new FeeMarket(baseFeeDenominator, ELASTICITY, minBaseFee)),
                Duration.ofMillis(maxClockDriftMillis),
                Duration.ofMillis(buildMillis));
    }
}
