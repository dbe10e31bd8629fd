package io.vigil.node.governance;

import io.vigil.consensus.evidence.Evidence;
import io.vigil.consensus.wire.EvidenceCodec;
import io.vigil.governance.state.StateView;
import io.vigil.types.chain.SystemInput;
import io.vigil.types.state.StateReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Evidence that no block has told yet; each key once, whichever came first. Thread-safe. */
public final class EvidencePool {
    /** Every member of a large set, by more than one offence. */
    private static final int MAX_EVIDENCE = 1_024;

    private final EvidenceRules rules;
    /** What blocks told lately is no news when a peer tells it again. */
    private static final int MAX_TOLD = 4_096;

    private final Map<Evidence.Key, Evidence> pieces = new LinkedHashMap<>();
    private final Map<Evidence.Key, Boolean> told = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Evidence.Key, Boolean> eldest) {
            return size() > MAX_TOLD;
        }
    };

    EvidencePool(EvidenceRules rules) {
        this.rules = rules;
    }

    /** Takes in evidence whose signatures were checked. @return whether it was news */
    public synchronized boolean add(Evidence evidence) {
        return pieces.size() < MAX_EVIDENCE
                && !told.containsKey(evidence.key())
                && pieces.putIfAbsent(evidence.key(), evidence) == null;
    }

    /** What a leader puts into a block on top of {@code parent}. */
    List<SystemInput> offer(StateReader parent) {
        StateView state = StateView.of(parent);
        List<Evidence> offered = new ArrayList<>();
        for (Evidence evidence : waiting()) {
            if (offered.size() < EvidenceRules.MAX_IN_BLOCK
                    && rules.fault(evidence, state).isEmpty()) {
                offered.add(evidence);
            }
        }
        return offered.isEmpty()
                ? List.of()
                : List.of(new SystemInput(SystemInput.EVIDENCE, EvidenceCodec.encodeInput(offered)));
    }

    /** Whether a block on top of {@code top} would tell something. */
    boolean waits(StateReader top) {
        List<Evidence> all = waiting();
        StateView state = StateView.of(top);
        return !all.isEmpty() && all.stream().anyMatch(evidence -> isUntold(evidence, state));
    }

    void forgetTaken(StateReader head) {
        StateView state = StateView.of(head);
        for (Evidence evidence : waiting()) {
            if (!isUntold(evidence, state)) {
                forget(evidence);
            }
        }
    }

    private static boolean isUntold(Evidence evidence, StateView state) {
        return EvidenceRules.isTimely(evidence, state) && !EvidenceRecords.holds(state, evidence.key());
    }

    /** A block has told it. */
    public synchronized void forget(Evidence evidence) {
        pieces.remove(evidence.key());
        told.put(evidence.key(), true);
    }

    /** All of it, in the order in which it came. */
    public synchronized List<Evidence> waiting() {
        return List.copyOf(pieces.values());
    }
}
