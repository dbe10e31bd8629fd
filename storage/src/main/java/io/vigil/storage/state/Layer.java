package io.vigil.storage.state;

import io.vigil.storage.Batch;
import io.vigil.storage.Table;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.RlpWriter;
import io.vigil.types.UInt256;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * What one block did to the rows of the state.
 *
 * @param nodes NODE key to encoding
 * @param removedNodes NODE keys that had a row before
 */
record Layer(
        SortedMap<Bytes, AccountDiff> accounts,
        SortedMap<Hash, Bytes> code,
        SortedMap<Bytes, Bytes> nodes,
        SortedSet<Bytes> removedNodes) {

    /**
     * One account before and after; null where there is none.
     *
     * @param cleared whether slots that are not listed are gone
     * @param slots slot path to value, zero where there is none; {@code slotsBefore} has the same keys
     */
    record AccountDiff(
            @Nullable AccountRow before,
            @Nullable AccountRow after,
            boolean cleared,
            SortedMap<Bytes, UInt256> slotsBefore,
            SortedMap<Bytes, UInt256> slots) {}

    void writeTo(Batch batch) {
        accounts.forEach((key, diff) -> {
            AccountRow after = diff.after();
            if (after == null) {
                batch.delete(Table.ACCT, key);
            } else if (!after.equals(diff.before())) {
                batch.put(Table.ACCT, key, after.toSlim());
            }
            diff.slots().forEach((path, value) -> writeSlot(batch, StateKeys.slot(key, path), value));
        });
        code.forEach((hash, bytes) -> batch.put(Table.CODE, hash.bytes(), bytes));
        removedNodes.forEach(key -> batch.delete(Table.NODE, key));
        nodes.forEach((key, encoded) -> batch.put(Table.NODE, key, encoded));
    }

    private static void writeSlot(Batch batch, Bytes key, UInt256 value) {
        if (value.isZero()) {
            batch.delete(Table.SLOT, key);
        } else {
            batch.put(Table.SLOT, key, slotValue(value));
        }
    }

    /** The value of a SLOT row and of a storage trie's leaf. */
    static Bytes slotValue(UInt256 value) {
        return new RlpWriter().number(value).toBytes();
    }
}
