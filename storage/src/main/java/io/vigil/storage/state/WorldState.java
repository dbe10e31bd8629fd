package io.vigil.storage.state;

import io.vigil.storage.Batch;
import io.vigil.storage.Entry;
import io.vigil.storage.Snapshot;
import io.vigil.storage.StorageException;
import io.vigil.storage.Table;
import io.vigil.storage.state.Layer.AccountDiff;
import io.vigil.storage.trie.MerklePatriciaTrie;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.RlpReader;
import io.vigil.types.UInt256;
import io.vigil.types.state.Account;
import io.vigil.types.state.StateChanges;
import io.vigil.types.state.StateReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The state after one block. Immutable and safe for many threads. A committed one reads a view of the store; one made by
 * {@link #apply} holds what its block changed and reads the rest through its parent. {@link #retain} and {@link #close}
 * count users of the view below.
 */
public final class WorldState implements StateReader, AutoCloseable {
    /** More uncommitted blocks than a chain with three-delay finality can have; deeper is a bug (§1.5). */
    public static final int MAX_LAYERS = 64;

    private final WorldStates shared;
    private final Snapshot view;
    private final @Nullable WorldState parent;
    private final @Nullable Layer layer;
    private final Hash root;

    private WorldState(
            WorldStates shared, Snapshot view, @Nullable WorldState parent, @Nullable Layer layer, Hash root) {
        this.shared = shared;
        this.view = view;
        this.parent = parent;
        this.layer = layer;
        this.root = root;
    }

    static WorldState committed(WorldStates shared, Snapshot view) {
        Hash root = view.get(Table.NODE, StateKeys.accountNode(Bytes.EMPTY))
                .map(Keccak::hash)
                .orElse(MerklePatriciaTrie.EMPTY_ROOT);
        return new WorldState(shared, view, null, null, root);
    }

    /** The root of the state trie. */
    public Hash root() {
        return root;
    }

    /** How many uncommitted blocks lie between this state and the store. */
    public int layers() {
        return parent == null ? 0 : parent.layers() + 1;
    }

    @Override
    public Optional<Account> account(Address address) {
        AccountRow row = row(StateKeys.account(address));
        return row == null ? Optional.empty() : Optional.of(row.account());
    }

    @Override
    public UInt256 slot(Address address, UInt256 key) {
        return slot(StateKeys.account(address), StateKeys.slotPath(key));
    }

    @Override
    public Bytes code(Hash codeHash) {
        if (codeHash.equals(Keccak.EMPTY_HASH)) {
            return Bytes.EMPTY;
        }
        for (WorldState state = this; state != null; state = state.parent) {
            Bytes code = state.layer == null ? null : state.layer.code().get(codeHash);
            if (code != null) {
                return code;
            }
        }
        return view.get(Table.CODE, codeHash.bytes())
                .orElseThrow(() -> new IllegalStateException("no account has code " + codeHash));
    }

    /** The state after a block with these changes on top of this one; nothing is written. */
    public WorldState apply(StateChanges changes) {
        return apply(HashedChanges.of(changes));
    }

    WorldState apply(HashedChanges changes) {
        if (layers() >= MAX_LAYERS) {
            throw new IllegalStateException(MAX_LAYERS + " uncommitted layers below " + root);
        }
        LayerBuilder builder = new LayerBuilder(this, shared);
        Layer next = builder.build(changes);
        return new WorldState(shared, view, this, next, builder.root());
    }

    /**
     * The same state on top of {@code newParent}, which holds what this state's parent holds: once a block is committed, the
     * states above it move over to the store's new view and the old one can be closed.
     */
    public WorldState rebase(WorldState newParent) {
        if (parent == null || !parent.root.equals(newParent.root)) {
            throw new IllegalStateException("state " + root + " lies on " + (parent == null ? "a view" : parent.root)
                    + ", not on " + newParent.root);
        }
        return new WorldState(shared, newParent.view, newParent, layer, root);
    }

    /**
     * Adds the rows of this state's block to {@code batch}: state, trie, and (above genesis) the way back in DIFF.
     *
     * @throws IllegalStateException if the parent is not committed
     */
    public void writeTo(Batch batch, long height) {
        if (layer == null || parent == null) {
            throw new IllegalStateException("state " + root + " is committed already");
        }
        if (parent.layer != null) {
            throw new IllegalStateException("the parent " + parent.root + " of state " + root + " is not committed");
        }
        layer.writeTo(batch);
        if (height > 0) {
            batch.put(
                    Table.DIFF,
                    Bytes.ofLong(height),
                    ReverseDiff.of(parent.root, root, layer).encode());
        }
    }

    /** @throws IllegalStateException if this state is committed */
    Layer topLayer() {
        if (layer == null) {
            throw new IllegalStateException("state " + root + " is committed");
        }
        return layer;
    }

    /** An account and slots of it with their proofs against {@link #root}. */
    public AccountProof prove(Address address, List<UInt256> keys) {
        Bytes accountKey = StateKeys.account(address);
        AccountRow row = row(accountKey);
        AccountRow shown = row == null ? new AccountRow(Account.EMPTY, MerklePatriciaTrie.EMPTY_ROOT) : row;
        MerklePatriciaTrie storage = storageTrie(accountKey, shown.storageRoot());
        List<AccountProof.SlotProof> slots = new ArrayList<>();
        for (UInt256 key : keys) {
            Bytes path = StateKeys.slotPath(key);
            slots.add(new AccountProof.SlotProof(key, slot(accountKey, path), storage.prove(path)));
        }
        List<Bytes> nodes = accountTrie().prove(accountKey);
        return new AccountProof(address, shown.account(), shown.storageRoot(), nodes, slots);
    }

    /**
     * Reads the trie nodes above an account and slots of it into the cache, so that a root over them finds them there.
     * Meant for another thread than the one that executes; has no other effect.
     */
    public void warm(Address address, List<UInt256> keys) {
        Bytes accountKey = StateKeys.account(address);
        accountTrie().get(accountKey);
        AccountRow row = row(accountKey);
        if (row != null && !keys.isEmpty()) {
            MerklePatriciaTrie storage = storageTrie(accountKey, row.storageRoot());
            keys.forEach(key -> storage.get(StateKeys.slotPath(key)));
        }
    }

    /** Adds a user of the view below. */
    public WorldState retain() {
        view.retain();
        return this;
    }

    /** Takes a user of the view below away. */
    @Override
    public void close() {
        view.close();
    }

    MerklePatriciaTrie accountTrie() {
        return new MerklePatriciaTrie(root, (path, hash) -> node(StateKeys.accountNode(path), hash), shared.cache());
    }

    MerklePatriciaTrie storageTrie(Bytes accountKey, Hash storageRoot) {
        return new MerklePatriciaTrie(
                storageRoot, (path, hash) -> node(StateKeys.storageNode(accountKey, path), hash), shared.cache());
    }

    @Nullable
    AccountRow row(Bytes accountKey) {
        for (WorldState state = this; state != null; state = state.parent) {
            AccountDiff diff = state.diff(accountKey);
            if (diff != null) {
                return diff.after();
            }
        }
        Optional<Bytes> row = view.get(Table.ACCT, accountKey);
        return row.isEmpty() ? null : AccountRow.ofStored(accountKey, row.get());
    }

    UInt256 slot(Bytes accountKey, Bytes path) {
        for (WorldState state = this; state != null; state = state.parent) {
            AccountDiff diff = state.diff(accountKey);
            UInt256 value = diff == null ? null : diff.slots().get(path);
            if (value != null) {
                return value;
            }
            if (diff != null && diff.cleared()) {
                return UInt256.ZERO;
            }
        }
        Bytes key = StateKeys.slot(accountKey, path);
        Optional<Bytes> row = view.get(Table.SLOT, key);
        return row.isEmpty() ? UInt256.ZERO : storedValue("SLOT row", key, row.get());
    }

    /** All slots of an account that are not zero. */
    SortedMap<Bytes, UInt256> slotsOf(Bytes accountKey) {
        AccountDiff diff = diff(accountKey);
        SortedMap<Bytes, UInt256> slots = parent == null
                ? storedSlots(accountKey)
                : diff != null && diff.cleared() ? new TreeMap<>() : parent.slotsOf(accountKey);
        if (diff != null) {
            slots.putAll(diff.slots());
            slots.values().removeIf(UInt256::isZero);
        }
        return slots;
    }

    /** The NODE keys of an account's storage trie. */
    SortedSet<Bytes> storageNodesOf(Bytes accountKey) {
        Bytes from = StateKeys.storageNode(accountKey, Bytes.EMPTY);
        Bytes to = StateKeys.storageNodesEnd(accountKey);
        if (parent == null || layer == null) {
            SortedSet<Bytes> keys = new TreeSet<>();
            try (Stream<Entry> rows = view.range(Table.NODE, from, to)) {
                rows.forEach(row -> keys.add(row.key()));
            }
            return keys;
        }
        SortedSet<Bytes> keys = parent.storageNodesOf(accountKey);
        keys.removeAll(layer.removedNodes().subSet(from, to));
        keys.addAll(layer.nodes().subMap(from, to).keySet());
        return keys;
    }

    /** A number in a slot's row or leaf, which lies at {@code key} of {@code where}; read some fifty times a block. */
    static UInt256 storedValue(String where, Bytes key, Bytes row) {
        try {
            RlpReader reader = RlpReader.of(row);
            UInt256 value = reader.uint256();
            reader.end();
            return value;
        } catch (MalformedException e) {
            throw new StorageException(
                    StorageException.Reason.DAMAGED, where + " " + key + " is no number: " + e.getMessage(), e);
        }
    }

    private SortedMap<Bytes, UInt256> storedSlots(Bytes accountKey) {
        SortedMap<Bytes, UInt256> slots = new TreeMap<>();
        try (Stream<Entry> rows = view.range(Table.SLOT, accountKey, StateKeys.slotsEnd(accountKey))) {
            rows.forEach(row -> slots.put(
                    row.key().slice(StateKeys.ACCOUNT_BYTES, StateKeys.ACCOUNT_BYTES),
                    storedValue("SLOT row", row.key(), row.value())));
        }
        return slots;
    }

    private @Nullable AccountDiff diff(Bytes accountKey) {
        return layer == null ? null : layer.accounts().get(accountKey);
    }

    private Bytes node(Bytes key, Hash hash) {
        for (WorldState state = this; state != null; state = state.parent) {
            Bytes encoded = state.layer == null ? null : state.layer.nodes().get(key);
            if (encoded != null) {
                return encoded;
            }
        }
        Optional<Bytes> row = view.get(Table.NODE, key);
        if (row.isEmpty() || !Keccak.hash(row.get()).equals(hash)) {
            throw new StorageException(
                    StorageException.Reason.DAMAGED,
                    "NODE row " + key + (row.isEmpty() ? " is missing" : " is another node") + ", wanted " + hash);
        }
        return row.get();
    }
}
