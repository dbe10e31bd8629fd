package io.vigil.vm.transaction;

import io.vigil.types.Bytes;
import io.vigil.types.chain.AccessListEntry;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.Transaction;
import io.vigil.vm.Eip;
import io.vigil.vm.Fork;
import io.vigil.vm.GasSchedule;
import java.util.List;

/**
 * Gas that a transaction costs before it runs.
 *
 * @param charged before execution
 * @param floor what it costs at least in the end (EIP-7623), 0 where there is none
 */
public record IntrinsicGas(long charged, long floor) {
    public static IntrinsicGas of(Message message, Fork fork) {
        List<AccessListEntry> accessList = message.accessList();
        int authorizations = message.authorizations().size();
        return of(message.data(), message.isCreation(), accessList, authorizations, fork);
    }

    /** The same before the signer is known. */
    public static IntrinsicGas of(Transaction transaction, Fork fork) {
        boolean isCreation = transaction.target() instanceof Target.Create;
        int authorizations = transaction.authorizations().size();
        return of(transaction.data(), isCreation, transaction.accessList(), authorizations, fork);
    }

    /** Data is bounded by the size of a transaction, so the sums cannot overflow. */
    private static IntrinsicGas of(
            Bytes data, boolean isCreation, List<AccessListEntry> accessList, long authorizations, Fork fork) {
        long zeros = zeros(data);
        long others = data.size() - zeros;
        long gas = GasSchedule.TRANSACTION
                + zeros * GasSchedule.CALLDATA_ZERO
                + others * GasSchedule.CALLDATA_NONZERO
                + authorizations * GasSchedule.AUTHORIZATION;
        for (AccessListEntry entry : accessList) {
            gas += GasSchedule.ACCESS_LIST_ADDRESS + (long) entry.storageKeys().size() * GasSchedule.ACCESS_LIST_SLOT;
        }
        if (isCreation) {
            gas += GasSchedule.TRANSACTION_CREATE;
            if (fork.has(Eip.EIP_3860)) {
                gas += GasSchedule.INITCODE_WORD * ((data.size() + 31L) / 32);
            }
        }
        long floor =
                fork.has(Eip.EIP_7623) ? GasSchedule.TRANSACTION + GasSchedule.FLOOR_TOKEN * (zeros + 4 * others) : 0;
        return new IntrinsicGas(gas, floor);
    }

    private static long zeros(Bytes data) {
        byte[] bytes = data.shared();
        long count = 0;
        for (byte b : bytes) {
            count += b == 0 ? 1 : 0;
        }
        return count;
    }
}
