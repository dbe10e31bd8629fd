package io.vigil.storage.state;

import io.vigil.storage.state.HashedChanges.Change;
import io.vigil.storage.state.ReverseDiff.Before;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What was different at one height from the state at another above it. Grows upwards: the oldest old value stands. */
final class Overlay {
    private final SortedMap<Bytes, Before> accounts = new TreeMap<>();
    private long top;
    private int entries;

    Overlay(long height) {
        this.top = height;
    }

    /** The height of the state that the rest is read from. */
    long top() {
        return top;
    }

    /** Accounts and slots together: what it costs. */
    int entries() {
        return entries;
    }

    /** Adds what the block above {@link #top} replaced. */
    void add(ReverseDiff diff) {
        diff.accounts().forEach((key, before) -> {
            Before known = accounts.get(key);
            if (known == null) {
                accounts.put(key, new Before(before.row(), new TreeMap<>(before.slots())));
                entries += 1 + before.slots().size();
            } else {
                before.slots().forEach((path, value) -> {
                    if (known.slots().putIfAbsent(path, value) == null) {
                        entries++;
                    }
                });
            }
        });
        top++;
    }

    SortedMap<Bytes, Before> accounts() {
        return Collections.unmodifiableSortedMap(accounts);
    }

    Overlay copy() {
        Overlay copy = new Overlay(top);
        accounts.forEach(
                (key, before) -> copy.accounts.put(key, new Before(before.row(), new TreeMap<>(before.slots()))));
        copy.entries = entries;
        return copy;
    }

    /** As changes of the state at {@link #top}. */
    HashedChanges changes() {
        SortedMap<Bytes, Change> changes = new TreeMap<>();
        accounts.forEach((key, before) -> {
            AccountRow row = before.row();
            changes.put(key, row == null ? Change.GONE : new Change(row.account(), false, before.slots()));
        });
        return new HashedChanges(changes, new TreeMap<Hash, Bytes>());
    }
}
