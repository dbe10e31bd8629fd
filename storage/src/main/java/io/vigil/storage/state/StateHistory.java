package io.vigil.storage.state;

import io.vigil.storage.Batch;
import io.vigil.storage.Entry;
import io.vigil.storage.KeyValueStore;
import io.vigil.storage.KeyValueStore.Durability;
import io.vigil.storage.Snapshot;
import io.vigil.storage.StorageException;
import io.vigil.storage.Table;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import io.vigil.types.state.Account;
import io.vigil.types.state.StateReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * States below the head. A pruned store walks back from the head by DIFF rows; an archive finds the last value at or below
 * a height. Below the floor there is an answer that names it, never a wrong value. Safe for many threads.
 */
public final class StateHistory {
    /** States that a pruned store can go back to. */
    public static final int DEFAULT_WINDOW = 1024;

    /** A proof needs the trie of then, which costs the root of all that changed since. */
    public static final int PROOF_WINDOW = 128;

    /** Accounts and slots that one call may hold, about 60 MB. */
    public static final int MAX_OVERLAY_ENTRIES = 300_000;

    private static final int MAX_OVERLAYS = 4;

    /** More than one row per block, so that pruning catches up after a pin ended, and few enough for a commit. */
    private static final int MAX_PRUNED_PER_BLOCK = 16;

    private static final Bytes ARCHIVED_FROM = Bytes.copyOf("archive/from".getBytes(StandardCharsets.US_ASCII));
    private static final Bytes FLOOR = Bytes.copyOf("prune/floor".getBytes(StandardCharsets.US_ASCII));

    private final HistoryMode mode;
    private final int window;

    /** By height; the one used longest ago goes first. */
    private final Map<Long, Overlay> overlays = new LinkedHashMap<>(8, 0.75f, true);

    public StateHistory(HistoryMode mode, int window) {
        this.mode = mode;
        this.window = window;
    }

    /**
     * Notes at the opening of a store how its history goes on. An archive has no gaps from where it began, so one that was
     * pruned in between, or came from a snapshot, begins anew at the head.
     */
    public void begin(KeyValueStore store, long headHeight) {
        Batch batch = new Batch();
        switch (mode) {
            case PRUNED -> batch.delete(Table.META, ARCHIVED_FROM);
            case ARCHIVE -> {
                long from = store.get(Table.META, ARCHIVED_FROM)
                        .map(row -> row.getLong(0))
                        .orElse(headHeight);
                batch.put(Table.META, ARCHIVED_FROM, Bytes.ofLong(Math.min(from, headHeight)));
            }
        }
        store.commit(batch, Durability.SYNCED);
    }

    /** The lowest height that {@link #at} answers for. */
    public long lowest(Snapshot view) {
        return switch (mode) {
            case PRUNED -> floor(view);
            case ARCHIVE -> Math.max(floor(view), archivedFrom(view));
        };
    }

    private static long archivedFrom(Snapshot view) {
        return view.get(Table.META, ARCHIVED_FROM).map(row -> row.getLong(0)).orElse(0L);
    }

    /** The lowest height to which blocks can be taken back. */
    public static long floor(Snapshot view) {
        return view.get(Table.META, FLOOR).map(row -> row.getLong(0)).orElse(0L);
    }

    /** Notes that the store begins at {@code height}, as one restored from a snapshot does. */
    public static void begin(Batch batch, long height) {
        batch.put(Table.META, FLOOR, Bytes.ofLong(height));
    }

    /**
     * Adds to a block's batch what history needs beside {@link WorldState#writeTo}: archive rows, or the removal of what
     * leaves the window and is not pinned.
     *
     * @param view the store before the batch
     */
    public void write(Batch batch, WorldState state, long height, Snapshot view, long nowSeconds) {
        switch (mode) {
            case ARCHIVE -> Archive.write(batch, state.topLayer(), height, view, archivedFrom(view));
            case PRUNED -> prune(batch, height, view, nowSeconds);
        }
    }

    /**
     * The state after the block of {@code height}.
     *
     * @param head the committed state of {@code headHeight}, on {@code view}
     */
    public PastState at(Snapshot view, WorldState head, long headHeight, long height) {
        if (height == headHeight) {
            return new PastState.Found(head);
        }
        long floor = lowest(view);
        if (height < floor || height > headHeight) {
            return new PastState.Pruned(floor);
        }
        if (mode == HistoryMode.ARCHIVE) {
            return new PastState.Found(new Archive(view, head, height, archivedFrom(view)));
        }
        Overlay overlay = overlay(view, headHeight, height);
        return overlay.entries() > MAX_OVERLAY_ENTRIES
                ? new PastState.TooFar(height)
                : new PastState.Found(new Below(overlay, head));
    }

    /** The state of {@code height} with its trie, for proofs; at most {@link #PROOF_WINDOW} blocks below the head. */
    public Optional<WorldState> provable(Snapshot view, WorldState head, long headHeight, long height) {
        if (height == headHeight) {
            return Optional.of(head);
        }
        if (height < floor(view) || height < headHeight - PROOF_WINDOW || height > headHeight) {
            return Optional.empty();
        }
        Overlay overlay = overlay(view, headHeight, height);
        if (overlay.entries() > MAX_OVERLAY_ENTRIES) {
            return Optional.empty();
        }
        WorldState past = head.apply(overlay.changes());
        Hash expected = diff(view, height + 1).rootBefore();
        if (!past.root().equals(expected)) {
            throw damaged(height + 1, "the way back leads to root " + past.root() + ", not " + expected);
        }
        return Optional.of(past);
    }

    /** Removes a block's rows that are not state: the chain's owner knows them. */
    @FunctionalInterface
    public interface ChainRows {
        /** Adds to {@code batch} what makes the block below {@code height} the head. */
        void remove(Batch batch, long height);
    }

    /**
     * Takes back the blocks above {@code height}, one synced batch each, so that a crash leaves a whole block.
     *
     * @throws StorageException DAMAGED if a way back does not lead to the root it names; that block stays the head
     * @throws IllegalArgumentException if {@code height} is below the floor
     */
    public static void rollback(
            KeyValueStore store, WorldStates states, long headHeight, long height, ChainRows chain) {
        for (long at = headHeight; at > height; at--) {
            try (Snapshot view = store.snapshot()) {
                if (height < floor(view)) {
                    throw new IllegalArgumentException("height " + height + " is below the floor " + floor(view));
                }
                ReverseDiff diff = diff(view, at);
                WorldState state = states.committed(view);
                WorldState before = state.apply(diff.changes());
                if (!state.root().equals(diff.rootAfter()) || !before.root().equals(diff.rootBefore())) {
                    throw damaged(
                            at,
                            "leads from " + diff.rootAfter() + " to " + diff.rootBefore() + ", the state from "
                                    + state.root() + " to " + before.root());
                }
                Batch batch = new Batch();
                before.topLayer().writeTo(batch);
                batch.delete(Table.DIFF, Bytes.ofLong(at));
                Archive.remove(batch, diff, at);
                chain.remove(batch, at);
                store.commit(batch, Durability.SYNCED);
            }
        }
    }

    private void prune(Batch batch, long height, Snapshot view, long nowSeconds) {
        long floor = floor(view);
        long wanted = Math.min(height - window, Pins.lowest(view, nowSeconds).orElse(Long.MAX_VALUE));
        long next = Math.min(wanted, floor + MAX_PRUNED_PER_BLOCK);
        if (next <= floor) {
            return;
        }
        for (long at = floor + 1; at <= next; at++) {
            batch.delete(Table.DIFF, Bytes.ofLong(at));
        }
        batch.put(Table.META, FLOOR, Bytes.ofLong(next));
    }

    /** An overlay of a height is kept and grown as the head moves on; a caller gets its own. */
    private Overlay overlay(Snapshot view, long headHeight, long height) {
        Overlay overlay;
        synchronized (overlays) {
            Overlay kept = overlays.get(height);
            overlay = kept == null || kept.top() > headHeight ? new Overlay(height) : kept.copy();
        }
        while (overlay.top() < headHeight && overlay.entries() <= MAX_OVERLAY_ENTRIES) {
            overlay.add(diff(view, overlay.top() + 1));
        }
        synchronized (overlays) {
            overlays.put(height, overlay);
            if (overlays.size() > MAX_OVERLAYS) {
                overlays.remove(overlays.keySet().iterator().next());
            }
        }
        return overlay;
    }

    private static ReverseDiff diff(Snapshot view, long height) {
        Bytes row = view.get(Table.DIFF, Bytes.ofLong(height)).orElseThrow(() -> damaged(height, "is missing"));
        try {
            return ReverseDiff.decode(row);
        } catch (MalformedException e) {
            throw damaged(height, String.valueOf(e.getMessage()));
        }
    }

    private static StorageException damaged(long height, String what) {
        return new StorageException(StorageException.Reason.DAMAGED, "DIFF row " + height + ": " + what);
    }

    private record Below(Overlay overlay, WorldState head) implements StateReader {
        @Override
        public Optional<Account> account(Address address) {
            ReverseDiff.Before before = overlay.accounts().get(StateKeys.account(address));
            if (before == null) {
                return head.account(address);
            }
            AccountRow row = before.row();
            return row == null ? Optional.empty() : Optional.of(row.account());
        }

        @Override
        public UInt256 slot(Address address, UInt256 key) {
            Bytes account = StateKeys.account(address);
            Bytes path = StateKeys.slotPath(key);
            ReverseDiff.Before before = overlay.accounts().get(account);
            UInt256 value = before == null ? null : before.slots().get(path);
            return value == null ? head.slot(account, path) : value;
        }

        @Override
        public Bytes code(Hash codeHash) {
            return head.code(codeHash);
        }
    }

    /**
     * Values by key and height. Heights are stored inverted, so that the newest at or below one comes first. With the first
     * change of a key goes the value it had before, under the height where the archive began; a key without a row has the
     * value it has at the head.
     */
    private record Archive(Snapshot view, WorldState head, long height, long from) implements StateReader {
        private static final Bytes GONE = Bytes.EMPTY;
        private static final Bytes BEHIND = Bytes.of(0);

        static void write(Batch batch, Layer layer, long height, Snapshot view, long from) {
            layer.accounts().forEach((key, diff) -> {
                first(batch, view, Table.HACCT, key, height, from, row(diff.before()));
                batch.put(Table.HACCT, at(key, height), row(diff.after()));
                diff.slots().forEach((path, value) -> {
                    Bytes slot = StateKeys.slot(key, path);
                    UInt256 before = diff.slotsBefore().getOrDefault(path, UInt256.ZERO);
                    first(batch, view, Table.HSLOT, slot, height, from, row(before));
                    batch.put(Table.HSLOT, at(slot, height), row(value));
                });
            });
        }

        private static void first(
                Batch batch, Snapshot view, Table table, Bytes key, long height, long from, Bytes before) {
            if (height > from && view.get(table, at(key, from)).isEmpty()) {
                batch.put(table, at(key, from), before);
            }
        }

        private static Bytes row(@Nullable AccountRow account) {
            return account == null ? GONE : account.toSlim();
        }

        private static Bytes row(UInt256 value) {
            return value.isZero() ? GONE : Layer.slotValue(value);
        }

        static void remove(Batch batch, ReverseDiff diff, long height) {
            diff.accounts().forEach((key, before) -> {
                batch.delete(Table.HACCT, at(key, height));
                before.slots()
                        .keySet()
                        .forEach(path -> batch.delete(Table.HSLOT, at(StateKeys.slot(key, path), height)));
            });
        }

        @Override
        public Optional<Account> account(Address address) {
            Bytes key = StateKeys.account(address);
            Optional<Bytes> row = newest(Table.HACCT, key);
            if (row.isEmpty()) {
                return head.account(address);
            }
            return row.filter(value -> !value.isEmpty())
                    .map(value -> AccountRow.ofStored(key, value).account());
        }

        @Override
        public UInt256 slot(Address address, UInt256 key) {
            Bytes slot = StateKeys.slot(StateKeys.account(address), StateKeys.slotPath(key));
            Optional<Bytes> row = newest(Table.HSLOT, slot);
            if (row.isEmpty()) {
                return head.slot(address, key);
            }
            return row.filter(value -> !value.isEmpty())
                    .map(value -> WorldState.storedValue("HSLOT row", slot, value))
                    .orElse(UInt256.ZERO);
        }

        @Override
        public Bytes code(Hash codeHash) {
            return head.code(codeHash);
        }

        private Optional<Bytes> newest(Table table, Bytes key) {
            try (Stream<Entry> rows = view.range(table, at(key, height), Bytes.concat(at(key, from), BEHIND))) {
                return rows.findFirst().map(Entry::value);
            }
        }

        private static Bytes at(Bytes key, long height) {
            return Bytes.concat(key, Bytes.ofLong(~height));
        }
    }
}
