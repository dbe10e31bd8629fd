package io.vigil.governance.state;

import io.vigil.types.Address;
import io.vigil.types.UInt256;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** A state in memory: what genesis is written to, and what tests and rehearsals run on. */
public final class MemoryState implements GovernanceState {
    private final SortedMap<Address, SortedMap<UInt256, UInt256>> slots = new TreeMap<>();
    private final SortedMap<Address, UInt256> balances = new TreeMap<>();

    @Override
    public UInt256 load(Address contract, UInt256 slot) {
        SortedMap<UInt256, UInt256> of = slots.get(contract);
        return of == null ? UInt256.ZERO : of.getOrDefault(slot, UInt256.ZERO);
    }

    @Override
    public void store(Address contract, UInt256 slot, UInt256 value) {
        SortedMap<UInt256, UInt256> of = slots.computeIfAbsent(contract, _ -> new TreeMap<>());
        if (value.isZero()) {
            of.remove(slot);
        } else {
            of.put(slot, value);
        }
    }

    @Override
    public void credit(Address account, UInt256 amount) {
        balances.put(account, balance(account).add(amount));
    }

    @Override
    public boolean burn(Address account, UInt256 amount) {
        boolean enough = balance(account).compareTo(amount) >= 0;
        if (enough) {
            balances.put(account, balance(account).subtract(amount));
        }
        return enough;
    }

    public UInt256 balance(Address account) {
        return balances.getOrDefault(account, UInt256.ZERO);
    }

    /** The slots that are not zero, by contract. */
    public SortedMap<Address, SortedMap<UInt256, UInt256>> slots() {
        SortedMap<Address, SortedMap<UInt256, UInt256>> copy = new TreeMap<>();
        slots.forEach((contract, of) -> copy.put(contract, Collections.unmodifiableSortedMap(new TreeMap<>(of))));
        return Collections.unmodifiableSortedMap(copy);
    }
}
