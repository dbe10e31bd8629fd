package io.vigil.storage.state;

import io.vigil.storage.Entry;
import io.vigil.storage.trie.StackTrie;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One pass over all accounts and all slots in the order of their keys, which computes every root on the way. Needs memory
 * for one path of two tries, whatever the size of the state. An account names the root of its storage, so the two may also be
 * walked one after the other: {@link #accounts} is a state root that holds if {@link #storage} meets no contradiction.
 */
public final class StateWalk {
    private final Sink sink;
    private long accounts;
    private long slots;

    /** What a walk meets. */
    public interface Sink {
        /** A trie node with its NODE key, children before parents. */
        void node(Bytes key, Bytes encoded);

        /** An account has this code. */
        void code(Hash codeHash, Bytes accountKey);

        /** Rows contradict each other. */
        void contradiction(String what);
    }

    public StateWalk(Sink sink) {
        this.sink = sink;
    }

    /**
     * @param accountRows rows of ACCT, ascending
     * @param slotRows rows of SLOT, ascending
     * @return the state root
     */
    public Hash run(Iterator<Entry> accountRows, Iterator<Entry> slotRows) {
        StackTrie trie = accountTrie();
        SlotCursor cursor = new SlotCursor(slotRows);
        while (accountRows.hasNext()) {
            Entry entry = accountRows.next();
            AccountRow row = account(entry);
            compareStorage(entry.key(), row, cursor);
            trie.add(entry.key(), row.toLeaf());
        }
        cursor.refuseRest();
        return trie.finish();
    }

    /**
     * The accounts alone.
     *
     * @return the state root, if the storage is what the accounts say
     */
    public Hash accounts(Iterator<Entry> accountRows) {
        StackTrie trie = accountTrie();
        while (accountRows.hasNext()) {
            Entry entry = accountRows.next();
            trie.add(entry.key(), account(entry).toLeaf());
        }
        return trie.finish();
    }

    /** Whether the slots are what accounts say that were walked before. */
    public void storage(Iterator<Entry> accountRows, Iterator<Entry> slotRows) {
        SlotCursor cursor = new SlotCursor(slotRows);
        while (accountRows.hasNext()) {
            Entry entry = accountRows.next();
            compareStorage(entry.key(), AccountRow.ofStored(entry.key(), entry.value()), cursor);
        }
        cursor.refuseRest();
    }

    public long accounts() {
        return accounts;
    }

    public long slots() {
        return slots;
    }

    private StackTrie accountTrie() {
        return new StackTrie((path, node) -> sink.node(StateKeys.accountNode(path), node));
    }

    private AccountRow account(Entry entry) {
        accounts++;
        AccountRow row = AccountRow.ofStored(entry.key(), entry.value());
        if (row.account().hasCode()) {
            sink.code(row.account().codeHash(), entry.key());
        }
        return row;
    }

    private void compareStorage(Bytes key, AccountRow row, SlotCursor cursor) {
        cursor.refuseBefore(key);
        StackTrie trie = new StackTrie((path, node) -> sink.node(StateKeys.storageNode(key, path), node));
        cursor.forEachOf(key, slot -> {
            slots++;
            trie.add(slot.key().slice(StateKeys.ACCOUNT_BYTES, StateKeys.ACCOUNT_BYTES), slot.value());
        });
        Hash storageRoot = trie.finish();
        if (!storageRoot.equals(row.storageRoot())) {
            sink.contradiction(
                    "ACCT row " + key + " has storage root " + row.storageRoot() + ", its slots make " + storageRoot);
        }
    }

    /** Slots in the order of their accounts, so that slots without an account show. */
    private final class SlotCursor {
        private final Iterator<Entry> rows;
        private Optional<Entry> next;

        SlotCursor(Iterator<Entry> rows) {
            this.rows = rows;
            this.next = advance();
        }

        void refuseBefore(Bytes accountKey) {
            while (next.isPresent() && next.get().key().compareTo(accountKey) < 0) {
                refuse(next.get());
            }
        }

        void refuseRest() {
            while (next.isPresent()) {
                refuse(next.get());
            }
        }

        void forEachOf(Bytes accountKey, Consumer<Entry> action) {
            while (next.isPresent() && next.get().key().startsWith(accountKey)) {
                if (next.get().key().size() == StateKeys.SLOT_BYTES) {
                    action.accept(next.get());
                    next = advance();
                } else {
                    refuse(next.get());
                }
            }
        }

        private void refuse(Entry row) {
            sink.contradiction("SLOT row " + row.key() + " has no account");
            next = advance();
        }

        private Optional<Entry> advance() {
            return rows.hasNext() ? Optional.of(rows.next()) : Optional.empty();
        }
    }
}
