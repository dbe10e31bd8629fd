package io.vigil.node;

import io.vigil.consensus.wire.PlanCodec;
import io.vigil.governance.versions.ReadySignal;
import io.vigil.node.chain.ExecutedView;
import io.vigil.node.governance.GovernancePart;
import io.vigil.node.governance.OwnReadiness;
import io.vigil.node.governance.PlanPart;
import io.vigil.node.governance.ReadySignals;
import io.vigil.node.log.Journal;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.state.StateReader;

/** What this node does for governance beside running its hooks: it says that it is ready, and hears who else is (G34). */
record GovernanceDuties(GovernancePart part, OwnReadiness own, Wiring wiring, Journal journal) {
    /** A block was committed: told by the chain's thread. */
    void committed(ExecutedView block) {
        PlanPart.plansIn(block.block())
                .forEach(plan -> journal.planApplied(
                        block.ref().height(), plan.epoch() + 1, PlanCodec.hash(plan), plan.sequence(), plan.changes()));
        wiring.onHead(head -> {
            part.committed(block, head, journal::governance);
            if (!wiring.isBehind()) {
                own.due(block.ref().height(), head).ifPresent(signal -> say(signal, head));
            }
            return true;
        });
    }

    private void say(ReadySignal signal, StateReader head) {
        part.ready().add(signal, head);
        wiring.signal(ReadySignals.encode(signal));
    }

    /** A peer passed on a signal. @return whether it was news */
    boolean heard(Bytes signal) {
        try {
            for (ReadySignal one : ReadySignal.decodeAll(signal)) {
                return wiring.onHead(head -> part.ready().add(one, head));
            }
            return false;
        } catch (MalformedException e) {
            return false;
        }
    }
}
