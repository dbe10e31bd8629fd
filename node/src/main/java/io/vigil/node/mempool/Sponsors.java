package io.vigil.node.mempool;

import io.vigil.types.Address;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Transaction;
import io.vigil.types.state.StateReader;
import io.vigil.vm.sponsor.SponsorDecision;

/** Asks a state who pays for a transaction that offers no fee; nothing is executed for it. Thread-safe. */
public interface Sponsors {
    /** In the newest committed state, which is never older than what {@link Mempool#committed} last told. */
    SponsorDecision onHead(Transaction transaction, Address sender, UInt256 baseFee);

    SponsorDecision on(StateReader state, Transaction transaction, Address sender, UInt256 baseFee);
}
