package io.vigil.node.chain;

import io.vigil.types.genesis.Genesis;
import io.vigil.vm.transaction.FeeMarket;
import java.time.Duration;

/**
 * The rules one chain runs by, all from its genesis.
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

    public static ChainRules of(Genesis genesis) {
        return new ChainRules(
                genesis.chainId(),
                genesis.version(),
                new HeaderRules(
                        genesis.gasLimit(),
                        new FeeMarket(
                                genesis.parameters().baseFeeDenominator(),
                                ELASTICITY,
                                genesis.parameters().minBaseFee())),
                genesis.parameters().maxClockDrift(),
                genesis.parameters().build());
    }
}
