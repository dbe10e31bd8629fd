package io.vigil.node.mempool;

import io.vigil.types.Address;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.Transaction;
import io.vigil.types.chain.TransactionBody;
import io.vigil.types.crypto.Secp256k1;
import java.math.BigInteger;
import java.util.Optional;

/** The rules of admission that need no state, in geth's order and words. */
final class Admission {
    /** Bytes of one transaction; geth's limit. */
    static final int MAX_TRANSACTION_BYTES = 128 << 10;

    /** Bytes of the code of a creation (EIP-3860). */
    static final int MAX_INIT_CODE_BYTES = 2 * 24_576;

    /** Gas of one transaction (EIP-7825). */
    static final long MAX_TRANSACTION_GAS = 1L << 24;

    private final long chainId;

    Admission(long chainId) {
        this.chainId = chainId;
    }

    /** Judges what is signed, before the costly recovery of the signer. */
    Optional<String> refusal(Transaction transaction, PoolHead head) {
        TransactionBody body = transaction.body();
        if (body instanceof TransactionBody.Blob) {
            return Optional.of("transaction type not supported: tx type 3 not supported by this pool, "
                    + "this chain takes no blobs");
        }
        int size = transaction.encode().size();
        if (size > MAX_TRANSACTION_BYTES) {
            return Optional.of("oversized data: transaction size " + size + ", limit " + MAX_TRANSACTION_BYTES);
        }
        if (body.target() instanceof Target.Create && body.data().size() > MAX_INIT_CODE_BYTES) {
            return Optional.of(
                    "max initcode size exceeded: code size " + body.data().size() + ", limit " + MAX_INIT_CODE_BYTES);
        }
        if (body.gasLimit() > MAX_TRANSACTION_GAS) {
            return Optional.of(
                    "transaction gas limit too high (cap: " + MAX_TRANSACTION_GAS + ", tx: " + body.gasLimit() + ")");
        }
        if (body.gasLimit() > head.gasLimit()) {
            return Optional.of("exceeds block gas limit");
        }
        if (body.maxPriorityFeePerGas().compareTo(body.maxFeePerGas()) > 0) {
            return Optional.of("max priority fee per gas higher than max fee per gas");
        }
        if (body.chainId() == 0) {
            return Optional.of("only replay-protected (EIP-155) transactions allowed over RPC");
        }
        if (body.chainId() != chainId) {
            return Optional.of(
                    "invalid sender: invalid chain id for signer: have " + body.chainId() + " want " + chainId);
        }
        if (body.nonce() == Long.MAX_VALUE) {
            return Optional.of("nonce has max value");
        }
        return gasRefusal(transaction);
    }

    private static Optional<String> gasRefusal(Transaction transaction) {
        long intrinsic = IntrinsicGas.of(transaction);
        if (transaction.gasLimit() < intrinsic) {
            return Optional.of(
                    "intrinsic gas too low: gas " + transaction.gasLimit() + ", minimum needed " + intrinsic);
        }
        long floor = IntrinsicGas.floor(transaction);
        if (transaction.gasLimit() < floor) {
            return Optional.of("insufficient gas for floor data gas cost: gas " + transaction.gasLimit()
                    + ", minimum needed " + floor);
        }
        if (transaction.body() instanceof TransactionBody.SetCode setCode
                && setCode.authorizations().isEmpty()) {
            return Optional.of("set code tx must have at least one authorization tuple");
        }
        return Optional.empty();
    }

    /** Judges the price, once it is known who is to hear of it. */
    static Optional<String> feeRefusal(Transaction transaction, Address sender, PoolHead head) {
        if (transaction.maxFeePerGas().compareTo(head.baseFee()) < 0) {
            return Optional.of("max fee per gas less than block base fee: address " + sender + ", maxFeePerGas: "
                    + transaction.maxFeePerGas() + ", baseFee: " + head.baseFee());
        }
        BigInteger cost = bigCost(transaction);
        if (cost.bitLength() > 256) {
            return Optional.of("insufficient funds for gas * price + value: address " + sender + " want " + cost);
        }
        return Optional.empty();
    }

    /** The signer, or nothing if the signature is none: r or s out of range, s high (EIP-2). Costs 40 µs. */
    static Optional<Address> signer(Transaction transaction) {
        return Secp256k1.isLowS(transaction.signature().s()) ? transaction.sender() : Optional.empty();
    }

    /** @throws ArithmeticException if that has more than 256 bits */
    static UInt256 cost(Transaction transaction) {
        return UInt256.of(bigCost(transaction));
    }

    private static BigInteger bigCost(Transaction transaction) {
        return transaction
                .maxFeePerGas()
                .toBigInteger()
                .multiply(BigInteger.valueOf(transaction.gasLimit()))
                .add(transaction.value().toBigInteger());
    }
}
