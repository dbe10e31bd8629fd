package io.vigil.vm.transaction;

import io.vigil.types.chain.Bloom;
import io.vigil.types.chain.Receipt;
import io.vigil.types.state.StateChanges;
import java.util.List;

/** What a block of transactions came to. */
public record BlockResult(
        List<Receipt> receipts, long gasUsed, long blobGasUsed, Bloom logsBloom, StateChanges changes) {
    public BlockResult {
        receipts = List.copyOf(receipts);
    }
}
