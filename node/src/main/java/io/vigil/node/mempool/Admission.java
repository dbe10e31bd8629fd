package io.vigil.node.mempool;

import io.vigil.types.Address;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.Transaction;
import io.vigil.types.chain.TransactionBody;
import io.vigil.types.crypto.Secp256k1;
import io.vigil.vm.Fork;
import io.vigil.vm.GasSchedule;
import io.vigil.vm.transaction.IntrinsicGas;
import java.math.BigInteger;
import java.util.Optional;

/** The rules of admission that need no state, in geth's order and words. */
final class Admission {
    /** Bytes of one transaction; geth's limit. */
    static final int MAX_TRANSACTION_BYTES = 128 << 10;

    /** A chain of ours begins with these rules. */
    private static final Fork FORK = Fork.OSAKA;

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
        if (body.target() instanceof Target.Create && body.data().size() > GasSchedule.MAX_INITCODE_SIZE) {
            return Optional.of("max initcode size exceeded: code size "
                    + body.data().size() + ", limit " + GasSchedule.MAX_INITCODE_SIZE);
        }
        if (body.gasLimit() > GasSchedule.MAX_TRANSACTION_GAS) {
            return Optional.of("transaction gas limit too high (cap: " + GasSchedule.MAX_TRANSACTION_GAS + ", tx: "
                    + body.gasLimit() + ")");
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
        IntrinsicGas gas = IntrinsicGas.of(transaction, FORK);
        if (transaction.gasLimit() < gas.charged()) {
            return Optional.of(
                    "intrinsic gas too low: gas " + transaction.gasLimit() + ", minimum needed " + gas.charged());
        }
        if (transaction.gasLimit() < gas.floor()) {
            return Optional.of("insufficient gas for floor data gas cost: gas " + transaction.gasLimit()
                    + ", minimum needed " + gas.floor());
        }
        if (transaction.body() instanceof TransactionBody.SetCode setCode
                && setCode.authorizations().isEmpty()) {
            return Optional.of("set code tx must have at least one authorization tuple");
        }
        return Optional.empty();
    }

    /** Judges the price, once it is known who is to hear of it. */
    static Optional<String> feeRefusal(Transaction transaction, Address sender, PoolHead head) {
        if (!wantsSponsor(transaction, head) && transaction.maxFeePerGas().compareTo(head.baseFee()) < 0) {
            return Optional.of(belowBaseFee(transaction, sender, head));
        }
        BigInteger cost = bigCost(transaction);
        if (cost.bitLength() > 256) {
            return Optional.of("insufficient funds for gas * price + value: address " + sender + " want " + cost);
        }
        return Optional.empty();
    }

    /** Whether somebody else must pay: nothing is offered where something is due. */
    static boolean wantsSponsor(Transaction transaction, PoolHead head) {
        return transaction.maxFeePerGas().isZero() && !head.baseFee().isZero();
    }

    /** Whom a transaction calls that a sponsor consented to: creations have none. */
    static Address callee(Transaction transaction) {
        return switch (transaction.target()) {
            case Target.Call(Address to) -> to;
            case Target.Create create -> throw new IllegalStateException("a sponsored creation: " + transaction.hash());
        };
    }

    static String notSponsored(Transaction transaction, Address sender, PoolHead head, String why) {
        return belowBaseFee(transaction, sender, head) + " (not sponsored: " + why + ")";
    }

    private static String belowBaseFee(Transaction transaction, Address sender, PoolHead head) {
        return "max fee per gas less than block base fee: address " + sender + ", maxFeePerGas: "
                + transaction.maxFeePerGas() + ", baseFee: " + head.baseFee();
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
