package io.vigil.node.chain;

import io.vigil.types.UInt256;
import io.vigil.types.chain.Header;
import io.vigil.vm.transaction.FeeMarket;

/** What a header's fields are by its parent and by genesis (docs/protocol.md §1). */
public record HeaderRules(long gasLimit, FeeMarket fees) {
    public UInt256 nextBaseFee(Header parent) {
        return fees.next(parent.baseFeePerGas(), parent.gasUsed(), parent.gasLimit());
    }
}
