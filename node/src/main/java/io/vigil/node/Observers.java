package io.vigil.node;

import io.vigil.consensus.ConsensusStatus;
import io.vigil.consensus.Effect;
import io.vigil.consensus.Event;
import io.vigil.node.agreement.ConsensusLoop;
import java.util.List;

/** Several who hear what the consensus loop does, in order. */
record Observers(List<ConsensusLoop.Observer> all) implements ConsensusLoop.Observer {
    Observers {
        all = List.copyOf(all);
    }

    @Override
    public void stepped(Event event, List<Effect> effects, ConsensusStatus status) {
        all.forEach(observer -> observer.stepped(event, effects, status));
    }

    @Override
    public void ticked(long nowNanos, ConsensusStatus status) {
        all.forEach(observer -> observer.ticked(nowNanos, status));
    }
}
