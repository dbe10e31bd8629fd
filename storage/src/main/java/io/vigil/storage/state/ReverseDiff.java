package io.vigil.storage.state;

import io.vigil.storage.state.HashedChanges.Change;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.RlpWriter;
import io.vigil.types.UInt256;
import io.vigil.types.state.Account;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The way back from the state after a block to the state before it: the old value of all that the block changed. Trie nodes
 * are not kept; they follow from the leaves, and {@code rootBefore} shows whether they were met.
 */
record ReverseDiff(Hash rootBefore, Hash rootAfter, SortedMap<Bytes, Before> accounts) {
    /** @param row null if there was no account; {@code slots} zero where there was none */
    record Before(@Nullable AccountRow row, SortedMap<Bytes, UInt256> slots) {}

    ReverseDiff {
        accounts = Collections.unmodifiableSortedMap(new TreeMap<>(accounts));
    }

    static ReverseDiff of(Hash rootBefore, Hash rootAfter, Layer layer) {
        SortedMap<Bytes, Before> accounts = new TreeMap<>();
        layer.accounts().forEach((key, diff) -> accounts.put(key, new Before(diff.before(), diff.slotsBefore())));
        return new ReverseDiff(rootBefore, rootAfter, accounts);
    }

    /** As changes on top of the state after the block. */
    HashedChanges changes() {
        SortedMap<Bytes, Change> changes = new TreeMap<>();
        accounts.forEach((key, before) -> {
            Account account = before.row() == null ? null : before.row().account();
            changes.put(key, account == null ? Change.GONE : new Change(account, false, before.slots()));
        });
        return new HashedChanges(changes, Collections.emptySortedMap());
    }

    /** RLP[rootBefore, rootAfter, [[accountKey, slim row or nothing, [[slotPath, value], ...]], ...]]. */
    Bytes encode() {
        return RlpWriter.listOf(out -> out.hash(rootBefore)
                .hash(rootAfter)
                .list(list -> accounts.forEach((key, before) -> list.list(item -> item.bytes(key)
                        .bytes(before.row() == null ? Bytes.EMPTY : before.row().toSlim())
                        .list(slots -> before.slots()
                                .forEach((path, value) ->
                                        slots.list(slot -> slot.bytes(path).number(value))))))));
    }

    static ReverseDiff decode(Bytes encoded) throws MalformedException {
        RlpReader in = RlpReader.ofList(encoded);
        Hash rootBefore = in.hash();
        Hash rootAfter = in.hash();
        SortedMap<Bytes, Before> accounts = new TreeMap<>();
        RlpReader list = in.list();
        in.end();
        while (list.hasNext()) {
            RlpReader item = list.list();
            Bytes key = item.bytes(StateKeys.ACCOUNT_BYTES);
            Bytes row = item.bytes();
            SortedMap<Bytes, UInt256> slots = new TreeMap<>();
            RlpReader slotList = item.list();
            item.end();
            while (slotList.hasNext()) {
                RlpReader slot = slotList.list();
                slots.put(slot.bytes(StateKeys.ACCOUNT_BYTES), slot.uint256());
                slot.end();
            }
            accounts.put(key, new Before(row.isEmpty() ? null : AccountRow.parseSlim(row), slots));
        }
        return new ReverseDiff(rootBefore, rootAfter, accounts);
    }
}
