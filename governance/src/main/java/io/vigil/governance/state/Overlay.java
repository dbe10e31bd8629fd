package io.vigil.governance.state;

import io.vigil.types.Address;
import io.vigil.types.UInt256;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes of one step that are kept back until the step has ended well (G4). Money moves at {@link #flush}. */
public final class Overlay implements GovernanceState {
    private final GovernanceState below;
    private final Map<Address, Map<UInt256, UInt256>> written = new TreeMap<>();
    private final List<Runnable> money = new ArrayList<>();

    public Overlay(GovernanceState below) {
        this.below = below;
    }

    /** Over a state that cannot be written: what is written here is for reading alone. */
    public static Overlay over(StateView view) {
        return new Overlay(new Unwritable(view));
    }

    private record Unwritable(StateView view) implements GovernanceState {
        @Override
        public UInt256 load(Address contract, UInt256 slot) {
            return view.load(contract, slot);
        }

        @Override
        public void store(Address contract, UInt256 slot, UInt256 value) {
            throw new IllegalStateException("a state to be read alone was written");
        }

        @Override
        public void credit(Address account, UInt256 amount) {
            throw new IllegalStateException("a state to be read alone was written");
        }

        @Override
        public boolean burn(Address account, UInt256 amount) {
            throw new IllegalStateException("a state to be read alone was written");
        }
    }

    @Override
    public UInt256 load(Address contract, UInt256 slot) {
        Map<UInt256, UInt256> slots = written.get(contract);
        UInt256 value = slots == null ? null : slots.get(slot);
        return value == null ? below.load(contract, slot) : value;
    }

    @Override
    public void store(Address contract, UInt256 slot, UInt256 value) {
        written.computeIfAbsent(contract, _ -> new TreeMap<>()).put(slot, value);
    }

    @Override
    public void credit(Address account, UInt256 amount) {
        money.add(() -> below.credit(account, amount));
    }

    /** Answers true: whether there is enough shows at {@link #flush}, and a contract owes no more than it has. */
    @Override
    public boolean burn(Address account, UInt256 amount) {
        money.add(() -> below.burn(account, amount));
        return true;
    }

    /** Writes everything below. */
    public void flush() {
        written.forEach((contract, slots) -> slots.forEach((slot, value) -> below.store(contract, slot, value)));
        money.forEach(Runnable::run);
        written.clear();
        money.clear();
    }
}
