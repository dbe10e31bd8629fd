package io.vigil.vm.transaction;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.chain.AccessListEntry;
import io.vigil.types.chain.Authorization;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.Transaction;
import java.util.List;

/**
 * What is to be executed, of any type, with its sender known. A transaction becomes one when its signature has been
 * recovered; a simulation is one from the start.
 *
 * @param type 0 to 4
 * @param nonce unsigned
 * @param gasLimit unsigned
 */
public record Message(
        int type,
        Address sender,
        Target target,
        UInt256 value,
        Bytes data,
        long nonce,
        long gasLimit,
        UInt256 maxFeePerGas,
        UInt256 maxPriorityFeePerGas,
        List<AccessListEntry> accessList,
        List<Authorization> authorizations,
        List<Hash> blobHashes,
        UInt256 maxFeePerBlobGas) {
    public Message {
        accessList = List.copyOf(accessList);
        authorizations = List.copyOf(authorizations);
        blobHashes = List.copyOf(blobHashes);
    }

    public static Message of(Transaction transaction, Address sender) {
        return new Message(
                transaction.type(),
                sender,
                transaction.target(),
                transaction.value(),
                transaction.data(),
                transaction.nonce(),
                transaction.gasLimit(),
                transaction.maxFeePerGas(),
                transaction.maxPriorityFeePerGas(),
                transaction.accessList(),
                transaction.authorizations(),
                transaction.blobHashes(),
                transaction.maxFeePerBlobGas());
    }

    /** A question without a price: what {@code eth_call} asks unless told more. */
    public static Message question(Address sender, Target target, UInt256 value, Bytes data, long gasLimit) {
        return new Message(
                2,
                sender,
                target,
                value,
                data,
                0,
                gasLimit,
                UInt256.ZERO,
                UInt256.ZERO,
                List.of(),
                List.of(),
                List.of(),
                UInt256.ZERO);
    }

    public Message withGasLimit(long other) {
        return new Message(
                type,
                sender,
                target,
                value,
                data,
                nonce,
                other,
                maxFeePerGas,
                maxPriorityFeePerGas,
                accessList,
                authorizations,
                blobHashes,
                maxFeePerBlobGas);
    }

    public boolean isCreation() {
        return target instanceof Target.Create;
    }

    /** What a unit of gas costs in a block with this base fee, if the fees allow it (EIP-1559). */
    public UInt256 effectiveGasPrice(UInt256 baseFee) {
        if (maxFeePerGas.compareTo(baseFee) < 0) {
            return maxFeePerGas;
        }
        UInt256 room = maxFeePerGas.subtract(baseFee);
        return baseFee.add(room.min(maxPriorityFeePerGas));
    }
}
