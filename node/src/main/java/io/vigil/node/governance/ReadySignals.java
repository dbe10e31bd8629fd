package io.vigil.node.governance;

import io.vigil.governance.Governance;
import io.vigil.governance.epoch.EpochState;
import io.vigil.governance.registry.Registry;
import io.vigil.governance.state.StateView;
import io.vigil.governance.versions.ReadySignal;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.chain.SystemInput;
import io.vigil.types.state.StateReader;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The newest signal of readiness of each validator that this node knows (G34), until a block took it. Thread-safe. */
public final class ReadySignals {
    /** As many validators as a registry may hold. */
    private static final int MAX_SIGNALS = 1_024;

    private final Governance governance;
    private final TreeMap<Address, ReadySignal> newest = new TreeMap<>();

    public ReadySignals(Governance governance) {
        this.governance = governance;
    }

    /** Takes in a signal that a block on top of {@code head} could hold. @return whether it was news */
    public boolean add(ReadySignal signal, StateReader head) {
        if (isKnown(signal)) {
            return false;
        }
        StateView view = StateView.of(head);
        if (governance.signals().fault(signal, Governance.epoch(view), view).isPresent()) {
            return false;
        }
        synchronized (this) {
            newest.put(signal.validator(), signal);
            if (newest.size() > MAX_SIGNALS) {
                newest.pollFirstEntry();
            }
            return true;
        }
    }

    private synchronized boolean isKnown(ReadySignal signal) {
        ReadySignal known = newest.get(signal.validator());
        return known != null && known.epoch() >= signal.epoch() && known.sequence() >= signal.sequence();
    }

    /** What a leader puts into a block on top of {@code parent}. */
    List<SystemInput> offer(StateReader parent) {
        List<ReadySignal> known = known();
        if (known.isEmpty()) {
            return List.of();
        }
        StateView view = StateView.of(parent);
        EpochState epoch = Governance.epoch(view);
        List<ReadySignal> taken = new ArrayList<>();
        for (ReadySignal signal : known) {
            boolean fits = taken.size() < ReadySignal.MAX_IN_BLOCK
                    && governance.signals().fault(signal, epoch, view).isEmpty();
            if (fits) {
                taken.add(signal);
            }
        }
        return taken.isEmpty()
                ? List.of()
                : List.of(new SystemInput(SystemInput.READINESS, ReadySignal.encodeAll(taken)));
    }

    /** Forgets what the state of the head holds already, or what came too late for its epoch. */
    void forgetTaken(StateReader head) {
        if (known().isEmpty()) {
            return;
        }
        StateView view = StateView.of(head);
        long epoch = Governance.epoch(view).epoch();
        Registry registry = new Registry(view);
        synchronized (this) {
            newest.values()
                    .removeIf(signal -> signal.epoch() < epoch
                            || registry.readiness(signal.validator()).sequence() >= signal.sequence());
        }
    }

    private synchronized List<ReadySignal> known() {
        return List.copyOf(newest.values());
    }

    /** A signal as nodes pass it on. */
    public static Bytes encode(ReadySignal signal) {
        return ReadySignal.encodeAll(List.of(signal));
    }
}
