package io.vigil.node.mempool;

import io.vigil.types.Address;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Transaction;

/**
 * A transaction in the pool.
 *
 * @param sender recovered from the signature
 * @param arrival counts up; the earlier of two with the same price goes first
 * @param cost the most it can take from the sender: gas at the highest price, and the value
 */
public record PooledTransaction(Transaction transaction, Address sender, Origin origin, long arrival, UInt256 cost) {
    public Hash hash() {
        return transaction.hash();
    }

    public long nonce() {
        return transaction.nonce();
    }

    public int sizeBytes() {
        return transaction.encode().size();
    }

    /** What the proposer earns per gas at {@code baseFee}, which the transaction can pay. */
    UInt256 tip(UInt256 baseFee) {
        return transaction.effectiveGasPrice(baseFee).subtract(baseFee);
    }

    boolean pays(UInt256 baseFee) {
        return transaction.maxFeePerGas().compareTo(baseFee) >= 0;
    }
}
