package io.vigil.vm.transaction;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.vm.BlobSchedule;
import io.vigil.vm.Eip;
import io.vigil.vm.Fork;
import io.vigil.vm.GasSchedule;
import io.vigil.vm.transaction.Rejection.Reason;
import java.math.BigInteger;
import java.util.Optional;

/**
 * The rules that a transaction must keep to be executed, in geth's order, with geth's texts. Rules about the message
 * alone are apart, since a pool asks them before it knows a state.
 */
public final class Admission {
    private static final byte BLOB_HASH_VERSION = 1;

    private Admission() {}

    /** What no state can mend. */
    public static Optional<Rejection> ofMessage(Message message, Fork fork) {
        if (!isSupported(message.type(), fork)) {
            return refuse(Reason.TYPE_NOT_SUPPORTED, "transaction type not supported");
        }
        if (message.nonce() == -1) {
            return refuse(
                    Reason.NONCE_MAX,
                    "nonce has max value: address " + message.sender() + ", nonce: 18446744073709551615");
        }
        if (fork.has(Eip.EIP_7825) && Long.compareUnsigned(message.gasLimit(), GasSchedule.MAX_TRANSACTION_GAS) > 0) {
            return refuse(
                    Reason.GAS_LIMIT_CAP,
                    "transaction gas limit too high (cap: " + GasSchedule.MAX_TRANSACTION_GAS + ", tx: "
                            + Long.toUnsignedString(message.gasLimit()) + ")");
        }
        return ofSimulation(message, fork);
    }

    /** The same for a question, which has no nonce and may ask for more gas than a transaction. */
    static Optional<Rejection> ofSimulation(Message message, Fork fork) {
        if (message.maxPriorityFeePerGas().compareTo(message.maxFeePerGas()) > 0) {
            return refuse(
                    Reason.TIP_ABOVE_FEE_CAP,
                    "max priority fee per gas higher than max fee per gas: address " + message.sender()
                            + ", maxPriorityFeePerGas: " + message.maxPriorityFeePerGas() + ", maxFeePerGas: "
                            + message.maxFeePerGas());
        }
        if (message.isCreation() && fork.has(Eip.EIP_3860) && message.data().size() > GasSchedule.MAX_INITCODE_SIZE) {
            return refuse(
                    Reason.INITCODE_SIZE,
                    "max initcode size exceeded: code size " + message.data().size() + ", limit "
                            + GasSchedule.MAX_INITCODE_SIZE);
        }
        return ofType(message, fork).or(() -> ofGas(message, IntrinsicGas.of(message, fork)));
    }

    private static boolean isSupported(int type, Fork fork) {
        return switch (type) {
            case 0, 1 -> true;
            case 2 -> fork.has(Eip.EIP_1559);
            case 3 -> fork.has(Eip.EIP_4844);
            case 4 -> fork.has(Eip.EIP_7702);
            default -> false;
        };
    }

    private static Optional<Rejection> ofType(Message message, Fork fork) {
        return switch (message.type()) {
            case 3 -> ofBlobs(message, fork);
            case 4 -> ofAuthorizations(message);
            default -> Optional.empty();
        };
    }

    private static Optional<Rejection> ofBlobs(Message message, Fork fork) {
        if (message.isCreation()) {
            return refuse(Reason.BLOB_CREATION, "blob transaction of type create");
        }
        int count = message.blobHashes().size();
        if (count == 0) {
            return refuse(Reason.BLOB_HASHES_MISSING, "blob transaction missing blob hashes");
        }
        if (count > fork.blobs().maxPerTransaction()) {
            return refuse(
                    Reason.BLOB_COUNT,
                    "blob transaction has too many blobs (max=" + fork.blobs().maxPerTransaction() + ", got=" + count
                            + ")");
        }
        for (int i = 0; i < count; i++) {
            Hash hash = message.blobHashes().get(i);
            if (hash.bytes().get(0) != BLOB_HASH_VERSION) {
                return refuse(Reason.BLOB_HASH_VERSION, "blob " + i + " has invalid hash version");
            }
        }
        return Optional.empty();
    }

    private static Optional<Rejection> ofAuthorizations(Message message) {
        if (message.isCreation()) {
            return refuse(
                    Reason.AUTHORIZATION_CREATION,
                    "EIP-7702 transaction cannot be used to create contract (sender " + message.sender() + ")");
        }
        if (message.authorizations().isEmpty()) {
            return refuse(
                    Reason.AUTHORIZATIONS_MISSING,
                    "EIP-7702 transaction with empty auth list (sender " + message.sender() + ")");
        }
        return Optional.empty();
    }

    private static Optional<Rejection> ofGas(Message message, IntrinsicGas gas) {
        if (Long.compareUnsigned(message.gasLimit(), gas.charged()) < 0) {
            return refuse(
                    Reason.INTRINSIC_GAS,
                    "intrinsic gas too low: have " + Long.toUnsignedString(message.gasLimit()) + ", want "
                            + gas.charged());
        }
        if (Long.compareUnsigned(message.gasLimit(), gas.floor()) < 0) {
            return refuse(
                    Reason.FLOOR_GAS,
                    "insufficient gas for floor data gas cost: have " + Long.toUnsignedString(message.gasLimit())
                            + ", want " + gas.floor());
        }
        return Optional.empty();
    }

    /** The sender's nonce must be the transaction's. */
    public static Optional<Rejection> ofNonce(Message message, long stateNonce) {
        int order = Long.compareUnsigned(message.nonce(), stateNonce);
        if (order == 0) {
            return Optional.empty();
        }
        String detail = ": address " + message.sender() + ", tx: " + Long.toUnsignedString(message.nonce()) + " state: "
                + Long.toUnsignedString(stateNonce);
        return order < 0
                ? refuse(Reason.NONCE_TOO_LOW, "nonce too low" + detail)
                : refuse(Reason.NONCE_TOO_HIGH, "nonce too high" + detail);
    }

    /** EIP-3607: accounts with code send nothing, unless the code is a delegation (EIP-7702). */
    public static Optional<Rejection> ofSenderCode(Message message, Bytes code, boolean isDelegation) {
        return code.isEmpty() || isDelegation
                ? Optional.empty()
                : refuse(
                        Reason.SENDER_NOT_EOA,
                        "sender not an eoa: address " + message.sender() + ", len(code): " + code.size());
    }

    public static Optional<Rejection> ofBaseFee(Message message, UInt256 baseFee) {
        return message.maxFeePerGas().compareTo(baseFee) >= 0
                ? Optional.empty()
                : refuse(Reason.FEE_CAP_BELOW_BASE_FEE, belowBaseFee(message, baseFee));
    }

    /** geth's text for a fee below the base fee, which this is, and why it is not sponsored. */
    static String notSponsored(Message message, UInt256 baseFee, String why) {
        return belowBaseFee(message, baseFee) + " (not sponsored: " + why + ")";
    }

    static String belowBaseFee(Message message, UInt256 baseFee) {
        return "max fee per gas less than block base fee: address " + message.sender() + ", maxFeePerGas: "
                + message.maxFeePerGas() + ", baseFee: " + baseFee;
    }

    public static Optional<Rejection> ofBlobFee(Message message, UInt256 blobBaseFee) {
        return message.type() != 3 || message.maxFeePerBlobGas().compareTo(blobBaseFee) >= 0
                ? Optional.empty()
                : refuse(
                        Reason.BLOB_FEE_CAP_TOO_LOW,
                        "max fee per blob gas less than block blob gas fee: address " + message.sender()
                                + " blobGasFeeCap: " + message.maxFeePerBlobGas() + ", blobBaseFee: " + blobBaseFee);
    }

    /** The balance must cover the value and the highest price of all the gas. */
    public static Optional<Rejection> ofFunds(Message message, UInt256 balance) {
        BigInteger wanted = mostSpent(message);
        return wanted.compareTo(balance.toBigInteger()) <= 0
                ? Optional.empty()
                : refuse(
                        Reason.INSUFFICIENT_FUNDS,
                        "insufficient funds for gas * price + value: address " + message.sender() + " have " + balance
                                + " want " + wanted);
    }

    /** What the sender may have to pay; it can be above 2^256. */
    public static BigInteger mostSpent(Message message) {
        BigInteger gas = new BigInteger(Long.toUnsignedString(message.gasLimit()));
        BigInteger blobGas = BigInteger.valueOf(
                BlobSchedule.GAS_PER_BLOB * message.blobHashes().size());
        return gas.multiply(message.maxFeePerGas().toBigInteger())
                .add(blobGas.multiply(message.maxFeePerBlobGas().toBigInteger()))
                .add(message.value().toBigInteger());
    }

    static Optional<Rejection> refuse(Reason reason, String message) {
        return Optional.of(new Rejection(reason, message));
    }
}
