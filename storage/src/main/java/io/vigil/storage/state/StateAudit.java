package io.vigil.storage.state;

import io.vigil.storage.Entry;
import io.vigil.storage.Snapshot;
import io.vigil.storage.StorageException;
import io.vigil.storage.Table;
import io.vigil.storage.trie.MerklePatriciaTrie;
import io.vigil.storage.trie.StackTrie;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Compares the flat rows of a state with its trie. {@link #full} rebuilds every root from the leaves and looks up every
 * node; {@link #sample} walks the trie to leaves picked at random, which takes milliseconds and is due at every start.
 */
public final class StateAudit {
    /** Enough to see a pattern; one is enough to refuse. */
    public static final int MAX_FINDINGS = 100;

    private static final Bytes FIRST_ACCOUNT = Bytes.EMPTY;
    private static final Bytes BEHIND_ACCOUNTS = Bytes.fromHex("ff".repeat(StateKeys.ACCOUNT_BYTES + 1));
    private static final Bytes BEHIND_NODES = Bytes.of(2);

    private final Snapshot view;
    private final List<String> findings = new ArrayList<>();
    private long accounts;
    private long slots;
    private long nodes;

    /**
     * What was looked at and what was wrong, one line each.
     *
     * @param root of the state, from its leaves ({@link #full}) or its root node
     * @param findings at most {@link #MAX_FINDINGS}
     */
    public record Report(Hash root, long accounts, long slots, long nodes, List<String> findings) {
        public Report {
            findings = List.copyOf(findings);
        }

        public boolean isSound() {
            return findings.isEmpty();
        }
    }

    private StateAudit(Snapshot view) {
        this.view = view;
    }

    public static Report full(Snapshot view) {
        return new StateAudit(view).runFull();
    }

    /** Up to {@code count} accounts and one slot of each that has any. */
    public static Report sample(Snapshot view, int count, RandomGenerator random) {
        return new StateAudit(view).runSample(count, random);
    }

    private Report runFull() {
        StackTrie trie = new StackTrie((path, node) -> compare(StateKeys.accountNode(path), node));
        try (Stream<Entry> rows = view.range(Table.ACCT, FIRST_ACCOUNT, BEHIND_ACCOUNTS);
                Stream<Entry> slotRows = view.range(Table.SLOT, FIRST_ACCOUNT, BEHIND_ACCOUNTS)) {
            SlotCursor cursor = new SlotCursor(slotRows.iterator());
            rows.forEach(row -> trie.add(row.key(), auditAccount(row, cursor)));
            cursor.refuseBefore(BEHIND_ACCOUNTS);
        }
        Hash root = trie.finish();
        long stored = count(Table.NODE, BEHIND_NODES);
        if (stored != nodes) {
            found(stored + " NODE rows, the leaves make " + nodes);
        }
        return new Report(root, accounts, slots, nodes, findings);
    }

    private Bytes auditAccount(Entry entry, SlotCursor cursor) {
        accounts++;
        Bytes key = entry.key();
        AccountRow row = AccountRow.ofStored(key, entry.value());
        cursor.refuseBefore(key);
        StackTrie trie = new StackTrie((path, node) -> compare(StateKeys.storageNode(key, path), node));
        boolean any = cursor.forEachOf(key, slot -> {
            slots++;
            trie.add(slot.key().slice(StateKeys.ACCOUNT_BYTES, StateKeys.ACCOUNT_BYTES), slot.value());
        });
        Hash storageRoot = any ? trie.finish() : MerklePatriciaTrie.EMPTY_ROOT;
        if (!storageRoot.equals(row.storageRoot())) {
            found("ACCT row " + key + " has storage root " + row.storageRoot() + ", its slots make " + storageRoot);
        }
        Hash codeHash = row.account().codeHash();
        Optional<Bytes> code = view.get(Table.CODE, codeHash.bytes());
        if (row.account().hasCode() && !code.map(Keccak::hash).equals(Optional.of(codeHash))) {
            found("code " + codeHash + " of ACCT row " + key + " is " + (code.isEmpty() ? "missing" : "other code"));
        }
        return row.toLeaf();
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
                found("SLOT row " + next.get().key() + " has no account");
                next = advance();
            }
        }

        boolean forEachOf(Bytes accountKey, Consumer<Entry> action) {
            boolean any = false;
            while (next.isPresent() && next.get().key().startsWith(accountKey)) {
                if (next.get().key().size() == StateKeys.SLOT_BYTES) {
                    action.accept(next.get());
                    any = true;
                } else {
                    found("SLOT row " + next.get().key() + " has a key of "
                            + next.get().key().size() + " bytes");
                }
                next = advance();
            }
            return any;
        }

        private Optional<Entry> advance() {
            return rows.hasNext() ? Optional.of(rows.next()) : Optional.empty();
        }
    }

    private void compare(Bytes key, Bytes node) {
        nodes++;
        Optional<Bytes> row = view.get(Table.NODE, key);
        if (!row.equals(Optional.of(node))) {
            found("NODE row " + key + (row.isEmpty() ? " is missing" : " is not what the leaves make"));
        }
    }

    private long count(Table table, Bytes end) {
        try (Stream<Entry> rows = view.range(table, Bytes.EMPTY, end)) {
            return rows.count();
        }
    }

    private Report runSample(int count, RandomGenerator random) {
        WorldState state = WorldStates.onOneThread().committed(view);
        for (int i = 0; i < count; i++) {
            Bytes from = randomKey(random);
            Optional<Entry> row = firstFrom(Table.ACCT, from, BEHIND_ACCOUNTS);
            if (row.isEmpty()) {
                row = firstFrom(Table.ACCT, FIRST_ACCOUNT, BEHIND_ACCOUNTS);
            }
            if (row.isPresent()) {
                sampleAccount(state, row.get(), random);
            }
        }
        return new Report(state.root(), accounts, slots, nodes, findings);
    }

    private void sampleAccount(WorldState state, Entry entry, RandomGenerator random) {
        accounts++;
        Bytes key = entry.key();
        try {
            AccountRow row = AccountRow.ofStored(key, entry.value());
            if (!state.accountTrie().get(key).equals(Optional.of(row.toLeaf()))) {
                found("ACCT row " + key + " is not what the trie holds");
            }
            if (!row.storageRoot().equals(MerklePatriciaTrie.EMPTY_ROOT)) {
                sampleSlot(state, key, row, random);
            }
        } catch (StorageException e) {
            found(String.valueOf(e.getMessage()));
        }
    }

    private void sampleSlot(WorldState state, Bytes key, AccountRow row, RandomGenerator random) {
        Bytes end = StateKeys.slotsEnd(key);
        Optional<Entry> slot = firstFrom(Table.SLOT, StateKeys.slot(key, randomKey(random)), end);
        if (slot.isEmpty()) {
            slot = firstFrom(Table.SLOT, key, end);
        }
        if (slot.isEmpty()) {
            found("ACCT row " + key + " has storage root " + row.storageRoot() + " and no slots");
            return;
        }
        slots++;
        Bytes path = slot.get().key().slice(StateKeys.ACCOUNT_BYTES, StateKeys.ACCOUNT_BYTES);
        if (!state.storageTrie(key, row.storageRoot())
                .get(path)
                .equals(Optional.of(slot.get().value()))) {
            found("SLOT row " + slot.get().key() + " is not what the trie holds");
        }
    }

    private Optional<Entry> firstFrom(Table table, Bytes from, Bytes to) {
        try (Stream<Entry> rows = view.range(table, from, to)) {
            return rows.findFirst();
        }
    }

    private static Bytes randomKey(RandomGenerator random) {
        byte[] key = new byte[StateKeys.ACCOUNT_BYTES];
        random.nextBytes(key);
        return Bytes.wrap(key);
    }

    private void found(String finding) {
        if (findings.size() < MAX_FINDINGS) {
            findings.add(finding);
        }
    }
}
