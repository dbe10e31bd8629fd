package io.vigil.types.state;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** All that a block changed in the world state, in the order of addresses and code hashes. */
public record StateChanges(SortedMap<Address, AccountChange> accounts, SortedMap<Hash, Bytes> code) {
    public static final StateChanges NONE = new StateChanges(new TreeMap<>(), new TreeMap<>());

    public StateChanges {
        accounts = Collections.unmodifiableSortedMap(new TreeMap<>(accounts));
        code = Collections.unmodifiableSortedMap(new TreeMap<>(code));
    }
}
