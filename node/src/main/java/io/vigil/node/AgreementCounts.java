package io.vigil.node;

import io.vigil.consensus.ConsensusStatus;
import io.vigil.consensus.Effect;
import io.vigil.consensus.Event;
import io.vigil.consensus.statements.Statement;
import io.vigil.node.admin.ConsensusReport;
import io.vigil.node.agreement.ConsensusLoop;
import java.util.List;

/** Counts what agreement costs: signatures, messages, fsyncs. The loop counts, anybody reads. */
final class AgreementCounts implements ConsensusLoop.Observer {
    private volatile ConsensusReport.Counts counts = ConsensusReport.Counts.NONE;

    ConsensusReport.Counts counts() {
        return counts;
    }

    /** The signer's record takes one fsync for all statements of a step, the journal another if a block is spoken of. */
    @Override
    public void stepped(Event event, List<Effect> effects, ConsensusStatus status) {
        long signatures = 0;
        long broadcasts = 0;
        long sent = 0;
        boolean ofBlock = false;
        for (Effect effect : effects) {
            if (effect instanceof Effect.Speak(Statement statement)) {
                signatures++;
                broadcasts++;
                ofBlock |= statement instanceof Statement.Vote || statement instanceof Statement.Proposal;
            } else if (effect instanceof Effect.Broadcast) {
                broadcasts++;
            } else if (effect instanceof Effect.Send || effect instanceof Effect.Repeat) {
                sent++;
            }
        }
        if (signatures + broadcasts + sent > 0) {
            counts = counts.plus(signatures, broadcasts, sent, (signatures > 0 ? 1 : 0) + (ofBlock ? 1 : 0));
        }
    }

    @Override
    public void ticked(long nowNanos, ConsensusStatus status) {}
}
