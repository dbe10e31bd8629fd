package io.vigil.node;

import io.vigil.node.mempool.Sponsors;
import io.vigil.types.Address;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Transaction;
import io.vigil.types.state.StateReader;
import io.vigil.vm.sponsor.SponsorDecision;
import io.vigil.vm.transaction.BlockProcessor;
import io.vigil.vm.transaction.Message;

/** Asks the sponsor contract by the VM's own rules. */
record HeadSponsors(BlockProcessor processor, Wiring wiring) implements Sponsors {
    @Override
    public SponsorDecision onHead(Transaction transaction, Address sender, UInt256 baseFee) {
        return wiring.onHead(state -> on(state, transaction, sender, baseFee));
    }

    @Override
    public SponsorDecision on(StateReader state, Transaction transaction, Address sender, UInt256 baseFee) {
        return processor.sponsor(Message.of(transaction, sender), state, baseFee);
    }
}
