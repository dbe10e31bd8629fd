package io.vigil.types.state;

import io.vigil.types.UInt256;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a block did to one account. */
public sealed interface AccountChange {
    /** The account and all its slots are gone. */
    record Deleted() implements AccountChange {}

    /**
     * @param storageCleared whether all slots of before the block are gone; {@code slots} then holds all there are
     * @param slots the slots whose value may differ from before; zero removes one
     */
    record Updated(Account account, boolean storageCleared, SortedMap<UInt256, UInt256> slots)
            implements AccountChange {
        public Updated {
            slots = Collections.unmodifiableSortedMap(new TreeMap<>(slots));
        }
    }
}
