package io.vigil.storage.state;

import io.vigil.storage.Entry;
import io.vigil.storage.Snapshot;
import io.vigil.storage.StorageException;
import io.vigil.storage.Table;
import io.vigil.storage.trie.MerklePatriciaTrie;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Compares the flat rows of a state with its trie. {@link #full} rebuilds every root from the leaves and looks up every
 * node; {@link #sample} walks the trie to leaves picked at random, which takes milliseconds and is due at every start.
 */
public final class StateAudit {
    /** Enough to see a pattern; one is enough to refuse. */
    public static final int MAX_FINDINGS = 100;

    private static final int PACE_NODES = 4_096;

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
        return full(view, nodes -> {});
    }

    /** @param pace hears how many nodes were compared since its last call; it may wait, or throw to stop */
    public static Report full(Snapshot view, LongConsumer pace) {
        return new StateAudit(view).runFull(pace);
    }

    /** Up to {@code count} accounts and one slot of each that has any. */
    public static Report sample(Snapshot view, int count, RandomGenerator random) {
        return new StateAudit(view).runSample(count, random);
    }

    private Report runFull(LongConsumer pace) {
        StateWalk walk = new StateWalk(new StateWalk.Sink() {
            @Override
            public void node(Bytes key, Bytes encoded) {
                compare(key, encoded);
                if (nodes % PACE_NODES == 0) {
                    pace.accept(PACE_NODES);
                }
            }

            @Override
            public void code(Hash codeHash, Bytes accountKey) {
                Optional<Bytes> code = view.get(Table.CODE, codeHash.bytes());
                if (!code.map(Keccak::hash).equals(Optional.of(codeHash))) {
                    found("code " + codeHash + " of ACCT row " + accountKey + " is "
                            + (code.isEmpty() ? "missing" : "other code"));
                }
            }

            @Override
            public void contradiction(String what) {
                found(what);
            }
        });
        Hash root = walk(walk, view);
        accounts = walk.accounts();
        slots = walk.slots();
        long stored = count(Table.NODE, BEHIND_NODES);
        if (stored != nodes) {
            found(stored + " NODE rows, the leaves make " + nodes);
        }
        return new Report(root, accounts, slots, nodes, findings);
    }

    /** Walks over the rows of a view. */
    public static Hash walk(StateWalk walk, Snapshot view) {
        try (Stream<Entry> accountRows = view.range(Table.ACCT, FIRST_ACCOUNT, BEHIND_ACCOUNTS);
                Stream<Entry> slotRows = view.range(Table.SLOT, FIRST_ACCOUNT, BEHIND_ACCOUNTS)) {
            return walk.run(accountRows.iterator(), slotRows.iterator());
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
