package io.vigil.node.mempool;

import io.vigil.types.Bytes;
import io.vigil.types.chain.AccessListEntry;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.Transaction;

/** The gas that a transaction must bring to be tried at all, by the rules of Osaka. */
final class IntrinsicGas {
    private static final long TRANSACTION = 21_000;
    private static final long CREATION = 32_000;
    private static final long INIT_CODE_WORD = 2; // EIP-3860
    private static final long ZERO_BYTE = 4;
    private static final long NON_ZERO_BYTE = 16; // EIP-2028
    private static final long ACCESS_LIST_ADDRESS = 2_400; // EIP-2930
    private static final long ACCESS_LIST_KEY = 1_900;
    private static final long AUTHORIZATION = 25_000; // EIP-7702
    private static final long FLOOR_PER_TOKEN = 10; // EIP-7623

    private IntrinsicGas() {}

    static long of(Transaction transaction) {
        Bytes data = transaction.data();
        long zeros = zeros(data);
        long gas = TRANSACTION + zeros * ZERO_BYTE + (data.size() - zeros) * NON_ZERO_BYTE;
        if (transaction.target() instanceof Target.Create) {
            gas += CREATION + (data.size() + 31) / 32 * INIT_CODE_WORD;
        }
        for (AccessListEntry entry : transaction.accessList()) {
            gas += ACCESS_LIST_ADDRESS + entry.storageKeys().size() * ACCESS_LIST_KEY;
        }
        return gas + transaction.authorizations().size() * AUTHORIZATION;
    }

    /** The floor for data (EIP-7623). */
    static long floor(Transaction transaction) {
        long zeros = zeros(transaction.data());
        return TRANSACTION + (zeros + (transaction.data().size() - zeros) * 4) * FLOOR_PER_TOKEN;
    }

    private static long zeros(Bytes data) {
        long zeros = 0;
        for (int i = 0; i < data.size(); i++) {
            zeros += data.get(i) == 0 ? 1 : 0;
        }
        return zeros;
    }
}
