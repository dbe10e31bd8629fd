package io.vigil.storage.state;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.state.Account;
import io.vigil.types.state.AccountChange;
import io.vigil.types.state.StateChanges;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Changes of a state keyed as the store is, in the order of its keys. */
record HashedChanges(SortedMap<Bytes, Change> accounts, SortedMap<Hash, Bytes> code) {
    /**
     * @param account null if the account is gone
     * @param cleared whether all slots of before are gone; always true of a gone account
     * @param slots slot path to value; zero removes
     */
    record Change(@Nullable Account account, boolean cleared, SortedMap<Bytes, UInt256> slots) {
        static final Change GONE = new Change(null, true, Collections.emptySortedMap());
    }

    static HashedChanges of(StateChanges changes) {
        SortedMap<Bytes, Change> accounts = new TreeMap<>();
        changes.accounts().forEach((address, change) -> accounts.put(StateKeys.account(address), hashed(change)));
        return new HashedChanges(accounts, changes.code());
    }

    private static Change hashed(AccountChange change) {
        return switch (change) {
            case AccountChange.Deleted() -> Change.GONE;
            case AccountChange.Updated(Account account, boolean cleared, SortedMap<UInt256, UInt256> slots) -> {
                SortedMap<Bytes, UInt256> hashed = new TreeMap<>();
                slots.forEach((key, value) -> hashed.put(StateKeys.slotPath(key), value));
                yield new Change(account, cleared, hashed);
            }
        };
    }
}
