package io.vigil.storage.state;

import io.vigil.storage.StorageException;
import io.vigil.storage.state.HashedChanges.Change;
import io.vigil.storage.state.Layer.AccountDiff;
import io.vigil.storage.trie.MerklePatriciaTrie;
import io.vigil.storage.trie.TrieChanges;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.state.Account;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Computes what a block does to the rows of the state below it, and the new root. One use. */
final class LayerBuilder {
    /** Below this many slots the threads' hand-over costs more than it saves. */
    private static final int PARALLEL_SLOTS = 256;

    private final WorldState below;
    private final WorldStates shared;
    private final SortedMap<Bytes, Bytes> nodes = new TreeMap<>();
    private final SortedSet<Bytes> removedNodes = new TreeSet<>();
    private Hash root;

    /** One account's share: filled by one task, read after all have ended. */
    private final class Storage implements Runnable {
        final Bytes accountKey;
        final Change change;
        final @Nullable AccountRow before;
        final SortedMap<Bytes, UInt256> slotsBefore = new TreeMap<>();
        final SortedMap<Bytes, UInt256> slots = new TreeMap<>();
        final SortedMap<Bytes, Bytes> written = new TreeMap<>();
        final SortedSet<Bytes> removed = new TreeSet<>();
        Hash storageRoot;

        Storage(Bytes accountKey, Change change) {
            this.accountKey = accountKey;
            this.change = change;
            this.before = below.row(accountKey);
            this.storageRoot = before == null ? MerklePatriciaTrie.EMPTY_ROOT : before.storageRoot();
        }

        @Override
        public void run() {
            if (change.cleared() && !storageRoot.equals(MerklePatriciaTrie.EMPTY_ROOT)) {
                below.slotsOf(accountKey).forEach((path, value) -> {
                    slotsBefore.put(path, value);
                    slots.put(path, UInt256.ZERO);
                });
                removed.addAll(below.storageNodesOf(accountKey));
                storageRoot = MerklePatriciaTrie.EMPTY_ROOT;
            }
            if (change.slots().isEmpty()) {
                return;
            }
            MerklePatriciaTrie trie = below.storageTrie(accountKey, storageRoot);
            change.slots().forEach((path, value) -> set(trie, path, value));
            TrieChanges changes = trie.commit();
            storageRoot = changes.root();
            changes.removed().forEach(path -> removed.add(StateKeys.storageNode(accountKey, path)));
            changes.written().forEach((path, node) -> written.put(StateKeys.storageNode(accountKey, path), node));
            removed.removeAll(written.keySet());
        }

        private void set(MerklePatriciaTrie trie, Bytes path, UInt256 value) {
            Optional<Bytes> leaf = value.isZero() ? trie.remove(path) : trie.put(path, Layer.slotValue(value));
            UInt256 old = leaf.isEmpty()
                    ? UInt256.ZERO
                    : WorldState.storedValue("leaf of slot", StateKeys.slot(accountKey, path), leaf.get());
            boolean cleared = slotsBefore.putIfAbsent(path, old) != null;
            if (cleared || !old.equals(value)) {
                slots.put(path, value);
            } else {
                slotsBefore.remove(path);
            }
        }

        AccountDiff diff() {
            Account account = change.account();
            AccountRow after = account == null ? null : new AccountRow(account, storageRoot);
            return new AccountDiff(before, after, change.cleared(), slotsBefore, slots);
        }
    }

    LayerBuilder(WorldState below, WorldStates shared) {
        this.below = below;
        this.shared = shared;
        this.root = below.root();
    }

    Layer build(HashedChanges changes) {
        List<Storage> storages = new ArrayList<>();
        int slotCount = 0;
        for (var change : changes.accounts().entrySet()) {
            storages.add(new Storage(change.getKey(), change.getValue()));
            slotCount += change.getValue().slots().size();
        }
        Work.run(List.copyOf(storages), shared.executor(), slotCount < PARALLEL_SLOTS ? 1 : shared.maxThreads());

        SortedMap<Bytes, AccountDiff> accounts = new TreeMap<>();
        MerklePatriciaTrie trie = below.accountTrie();
        for (Storage storage : storages) {
            nodes.putAll(storage.written);
            removedNodes.addAll(storage.removed);
            AccountDiff diff = storage.diff();
            boolean gone = diff.before() == null && diff.after() == null;
            boolean same = diff.before() != null
                    && diff.before().equals(diff.after())
                    && diff.slots().isEmpty();
            if (!gone && !same) {
                accounts.put(storage.accountKey, diff);
                set(trie, storage.accountKey, diff);
            }
        }
        commit(trie);
        return new Layer(accounts, changes.code(), nodes, removedNodes);
    }

    /** The root after {@link #build}. */
    Hash root() {
        return root;
    }

    private void commit(MerklePatriciaTrie trie) {
        TrieChanges changes = trie.commit();
        root = changes.root();
        changes.removed().forEach(path -> removedNodes.add(StateKeys.accountNode(path)));
        changes.written().forEach((path, node) -> nodes.put(StateKeys.accountNode(path), node));
    }

    /** Writing a leaf shows the one before, so flat rows and trie are compared at every account that a block touches. */
    private static void set(MerklePatriciaTrie trie, Bytes accountKey, AccountDiff diff) {
        AccountRow after = diff.after();
        Optional<Bytes> leaf = after == null ? trie.remove(accountKey) : trie.put(accountKey, after.toLeaf());
        AccountRow before = diff.before();
        Optional<Bytes> expected = before == null ? Optional.empty() : Optional.of(before.toLeaf());
        if (!leaf.equals(expected)) {
            throw new StorageException(
                    StorageException.Reason.DAMAGED,
                    "ACCT row " + accountKey + " and its trie leaf differ: " + expected + ", " + leaf);
        }
    }
}
