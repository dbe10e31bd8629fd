package io.vigil.node.chain;

import io.vigil.consensus.validators.ValidatorSet;
import io.vigil.types.chain.ExtraData;
import io.vigil.types.chain.Header;
import io.vigil.types.state.StateReader;

/** Epochs of one length over one set for ever; headers alone tell where they stand. */
public record FixedEpochs(ValidatorSet set, long version, long epochLength) implements EpochRules {
    @Override
    public EpochFacts after(Header parent, StateReader state) {
        ExtraData before = BlockExecutor.extra(parent);
        boolean begins = before.isLastOfEpoch(parent.number());
        long epoch = begins ? before.epoch() + 1 : before.epoch();
        long end = begins ? parent.number() + epochLength : before.epochEnd();
        return new EpochFacts(version, epoch, end, set, set);
    }
}
