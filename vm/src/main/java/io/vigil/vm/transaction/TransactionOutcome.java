package io.vigil.vm.transaction;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Receipt;
import io.vigil.vm.Halt;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What became of a transaction: it is in the block, successful or not, or it cannot be there. */
public sealed interface TransactionOutcome {
    /**
     * Executed and paid for.
     *
     * @param receipt with the block's gas used so far
     * @param gasUsed by this transaction alone, refunds taken off
     * @param gasPrice paid per unit
     * @param output returned or reverted with
     * @param haltOrNull why it failed; null if it did not
     * @param payer who paid for the gas: the sender or a sponsor
     */
    record Included(
            Receipt receipt,
            long gasUsed,
            UInt256 gasPrice,
            Bytes output,
            @Nullable Halt haltOrNull,
            Address payer) implements TransactionOutcome {
        public Optional<Halt> halt() {
            return Optional.ofNullable(haltOrNull);
        }
    }

    /** Left no trace. */
    record Refused(Rejection rejection) implements TransactionOutcome {}
}
