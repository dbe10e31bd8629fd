package io.vigil.node.mempool;

import io.vigil.types.Address;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Transaction;
import io.vigil.types.state.StateReader;
import io.vigil.vm.sponsor.SponsorDecision;

/** A chain on which everybody pays for themselves. */
public final class NoSponsors implements Sponsors {
    @Override
    public SponsorDecision onHead(Transaction transaction, Address sender, UInt256 baseFee) {
        return new SponsorDecision.Cannot("this chain has no sponsors");
    }

    @Override
    public SponsorDecision on(StateReader state, Transaction transaction, Address sender, UInt256 baseFee) {
        return onHead(transaction, sender, baseFee);
    }
}
