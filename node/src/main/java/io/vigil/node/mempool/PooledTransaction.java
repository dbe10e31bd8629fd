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
 * @param payer of the gas
 */
public record PooledTransaction(
        Transaction transaction, Address sender, Origin origin, long arrival, UInt256 cost, Payer payer) {
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
        return switch (payer) {
            case Payer.Sender own -> transaction.effectiveTip(baseFee);
            case Payer.Sponsor sponsor -> sponsor.tip();
        };
    }

    /** Whether the fee covers {@code baseFee}; of a sponsored transaction only the state can tell. */
    boolean pays(UInt256 baseFee) {
        return switch (payer) {
            case Payer.Sender own -> transaction.maxFeePerGas().compareTo(baseFee) >= 0;
            case Payer.Sponsor sponsor -> true;
        };
    }

    /** Wei per gas that is offered at most. */
    UInt256 feeCap() {
        return switch (payer) {
            case Payer.Sender own -> transaction.maxFeePerGas();
            case Payer.Sponsor sponsor -> sponsor.price();
        };
    }

    /** Wei per gas that the proposer is offered at most. */
    UInt256 tipCap() {
        return switch (payer) {
            case Payer.Sender own -> transaction.maxPriorityFeePerGas();
            case Payer.Sponsor sponsor -> sponsor.tip();
        };
    }
}
