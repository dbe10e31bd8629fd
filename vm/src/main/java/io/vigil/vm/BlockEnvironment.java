package io.vigil.vm;

import io.vigil.types.Address;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;

/**
 * What a contract can learn about the block it runs in.
 *
 * @param timestamp seconds since 1970
 * @param prevRandao {@code mixHash}; before EIP-4399 the difficulty
 * @param parentBeaconBlockRoot what EIP-4788 stores
 * @param parentHash what EIP-2935 stores
 * @param hashes the hashes of the last 256 blocks
 */
public record BlockEnvironment(
        long chainId,
        long number,
        long timestamp,
        long gasLimit,
        UInt256 baseFee,
        Hash prevRandao,
        Address beneficiary,
        Hash parentBeaconBlockRoot,
        Hash parentHash,
        long excessBlobGas,
        BlockHashes hashes) {

    /** Looks up hashes of ancestors; asked only for the 256 numbers below the block's own. */
    @FunctionalInterface
    public interface BlockHashes {
        Hash hash(long number);
    }

    /** The same block with no base fee, so that a call without a price passes. */
    public BlockEnvironment withBaseFee(UInt256 other) {
        return new BlockEnvironment(
                chainId,
                number,
                timestamp,
                gasLimit,
                other,
                prevRandao,
                beneficiary,
                parentBeaconBlockRoot,
                parentHash,
                excessBlobGas,
                hashes);
    }
}
