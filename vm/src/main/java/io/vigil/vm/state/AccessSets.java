package io.vigil.vm.state;

import io.vigil.types.Address;
import io.vigil.types.UInt256;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one transaction looked at and what it changed, accounts with the slots of each. Reads include what reverted calls
 * read; writes are only what was kept.
 */
public record AccessSets(SortedMap<Address, SortedSet<UInt256>> reads, SortedMap<Address, SortedSet<UInt256>> writes) {
    public static final AccessSets NONE = new AccessSets(new TreeMap<>(), new TreeMap<>());

    public AccessSets {
        reads = copy(reads);
        writes = copy(writes);
    }

    private static SortedMap<Address, SortedSet<UInt256>> copy(SortedMap<Address, SortedSet<UInt256>> sets) {
        SortedMap<Address, SortedSet<UInt256>> copies = new TreeMap<>();
        sets.forEach((address, slots) -> copies.put(address, Collections.unmodifiableSortedSet(new TreeSet<>(slots))));
        return Collections.unmodifiableSortedMap(copies);
    }

    static AccessSets of(List<AccountEntry> accounts, List<Slot> slots, Journal journal) {
        SortedMap<Address, SortedSet<UInt256>> reads = new TreeMap<>();
        SortedMap<Address, SortedSet<UInt256>> writes = new TreeMap<>();
        accounts.forEach(entry -> slotsOf(reads, entry));
        slots.forEach(slot -> slotsOf(reads, slot.owner).add(slot.key()));
        for (int at = 0; at < journal.size; at++) {
            Object target = journal.target(at);
            int kind = journal.kinds[at];
            if (target instanceof Slot slot && kind == Journal.SLOT) {
                slotsOf(writes, slot.owner).add(slot.key());
            } else if (target instanceof AccountEntry entry && kind != Journal.WARM_ACCOUNT) {
                slotsOf(writes, entry);
            }
        }
        return new AccessSets(reads, writes);
    }

    private static SortedSet<UInt256> slotsOf(SortedMap<Address, SortedSet<UInt256>> sets, AccountEntry entry) {
        return sets.computeIfAbsent(entry.address(), address -> new TreeSet<>());
    }
}
