package io.vigil.storage.crash;

import io.vigil.storage.Batch;
import io.vigil.storage.Entry;
import io.vigil.storage.KeyValueStore.Durability;
import io.vigil.storage.Snapshot;
import io.vigil.storage.Table;
import io.vigil.storage.append.AppendLog;
import io.vigil.storage.append.DiskFolder;
import io.vigil.storage.rocks.RocksStore;
import io.vigil.storage.rocks.StoreSizes;
import io.vigil.storage.state.StateAudit;
import io.vigil.storage.state.WorldState;
import io.vigil.storage.state.WorldStates;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.UInt256;
import io.vigil.types.state.Account;
import io.vigil.types.state.AccountChange;
import io.vigil.types.state.StateChanges;
import io.vigil.types.testing.Seeds;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A store, a journal and a signer's log, written as a node writes them: body, signature, one batch over all tables, publish.
 * The content of a block follows from its height, so a reader knows what must be there.
 */
final class LoadedStore implements AutoCloseable {
    /** Small memtables and a small log, so that flushes and compactions happen all the time. */
    static final StoreSizes SIZES = new StoreSizes(16 << 20, 2 << 20, 4 << 20, 0, 200 << 20);

    static final List<Table> PER_HEIGHT = List.of(Table.HEADER, Table.QC, Table.BODY, Table.RECEIPT, Table.DIFF);

    private static final Bytes HEAD = Bytes.copyOf("head".getBytes(StandardCharsets.US_ASCII));
    private static final int SEGMENT_BYTES = 1 << 20;
    private static final int KEEP_BLOCKS = 64;

    final RocksStore store;
    private final DiskFolder journalFolder;
    private final DiskFolder signerFolder;
    private final AppendLog journal;
    private final AppendLog signer;
    private final WorldStates states = WorldStates.onOneThread();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private long journalHeight;
    private long signedHeight;

    /** The instants of a block's life at which a process may die. */
    enum Point {
        BEFORE_BODY,
        BODY_WRITTEN,
        SIGNED,
        BATCH_BUILT,
        COMMITTED,
        PUBLISHED
    }

    LoadedStore(Path home) {
        boolean opened = false;
        try {
            signerFolder = opened(DiskFolder.open(home.resolve("signer")));
            journalFolder = opened(DiskFolder.open(home.resolve("consensus")));
            journal = opened(AppendLog.open(
                    journalFolder,
                    SEGMENT_BYTES,
                    record -> journalHeight = record.payload().getLong(0)));
            signer = opened(AppendLog.open(
                    signerFolder,
                    SEGMENT_BYTES,
                    record -> signedHeight = record.payload().getLong(0)));
            store = opened(RocksStore.open(home.resolve("chain"), SIZES));
            opened = true;
        } finally {
            if (!opened) {
                close();
            }
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.push(resource);
        return resource;
    }

    /** Height 0 is the empty store. */
    long head() {
        return store.get(Table.META, HEAD).map(row -> row.getLong(0)).orElse(0L);
    }

    void writeBlock(Consumer<Point> at) {
        long height = head() + 1;
        at.accept(Point.BEFORE_BODY);
        Bytes body = body(height);
        if (journalHeight < height) {
            journal.append(List.of(Bytes.concat(Bytes.ofLong(height), body)));
            journalHeight = height;
        }
        at.accept(Point.BODY_WRITTEN);
        if (signedHeight < height) {
            signer.append(List.of(Bytes.ofLong(height)));
            signedHeight = height;
        }
        at.accept(Point.SIGNED);
        try (Snapshot view = store.snapshot()) {
            Batch batch = batch(states.committed(view), height, body);
            at.accept(Point.BATCH_BUILT);
            store.commit(batch, Durability.SYNCED);
        }
        at.accept(Point.COMMITTED);
        journal.dropBefore(journal.nextSequence() - KEEP_BLOCKS);
    }

    private static Batch batch(WorldState state, long height, Bytes body) {
        Batch batch = new Batch();
        WorldState next = state.apply(changes(height));
        next.writeTo(batch, height);
        Bytes key = Bytes.ofLong(height);
        for (Table table : PER_HEIGHT) {
            if (table != Table.DIFF) {
                batch.put(table, key, Bytes.concat(next.root().bytes(), body));
            }
        }
        batch.put(Table.HASHNUM, Keccak.hash(key).bytes(), key);
        batch.put(Table.TXIDX, Keccak.hash(body).bytes(), key);
        batch.put(Table.META, HEAD, Bytes.concat(key, next.root().bytes()));
        return batch;
    }

    static Bytes body(long height) {
        return Seeds.of(height).bytes(1500);
    }

    static StateChanges changes(long height) {
        Seeds random = Seeds.of(~height);
        SortedMap<Address, AccountChange> accounts = new TreeMap<>();
        for (int i = random.between(5, 40); i > 0; i--) {
            accounts.put(Address.ofInt(random.nextInt(500)), change(random));
        }
        return new StateChanges(accounts, Collections.emptySortedMap());
    }

    private static AccountChange change(Seeds random) {
        if (random.oneIn(8)) {
            return new AccountChange.Deleted();
        }
        SortedMap<UInt256, UInt256> slots = new TreeMap<>();
        for (int i = random.nextInt(8); i > 0; i--) {
            slots.put(UInt256.of(random.nextInt(40)), random.oneIn(3) ? UInt256.ZERO : random.uint256());
        }
        Account account = new Account(random.nextInt(100), random.uint256(), Keccak.EMPTY_HASH);
        return new AccountChange.Updated(account, random.oneIn(20), slots);
    }

    /** What is wrong with the store's content, given that it opened; nothing if all tables agree on one head. */
    Optional<String> fault() {
        try (Snapshot view = store.snapshot()) {
            long head = head();
            Hash root = view.get(Table.META, HEAD)
                    .map(row -> new Hash(row.slice(8, Hash.SIZE)))
                    .orElse(states.committed(view).root());
            StateAudit.Report audit = StateAudit.full(view);
            if (!audit.isSound()) {
                return Optional.of(audit.findings().getFirst());
            }
            if (!audit.root().equals(root)) {
                return Optional.of("state root " + audit.root() + ", head names " + root);
            }
            for (Table table : PER_HEIGHT) {
                List<String> wrong = wrongRows(view, table, head);
                if (!wrong.isEmpty()) {
                    return Optional.of(wrong.getFirst());
                }
            }
            long indexed = count(view, Table.HASHNUM);
            return indexed == head ? Optional.empty() : Optional.of(indexed + " HASHNUM rows at head " + head);
        }
    }

    /** How far the two logs are ahead of the head; 0 or 1 each if nothing was lost. */
    List<Long> logsAhead() {
        return List.of(journalHeight - head(), signedHeight - head());
    }

    private static List<String> wrongRows(Snapshot view, Table table, long head) {
        List<String> wrong = new ArrayList<>();
        try (Stream<Entry> rows = view.range(table, Bytes.EMPTY, Bytes.ofLong(-1))) {
            long[] expected = {1};
            rows.forEach(row -> {
                long height = row.key().getLong(0);
                boolean body = table == Table.DIFF
                        || row.value()
                                .slice(Hash.SIZE, row.value().size() - Hash.SIZE)
                                .equals(body(height));
                if (height != expected[0]++ || !body) {
                    wrong.add("row " + height + " of " + table + (body ? " out of order" : " has another body"));
                }
            });
            if (expected[0] != head + 1) {
                wrong.add(table + " ends at " + (expected[0] - 1) + ", head is " + head);
            }
        }
        return wrong;
    }

    private static long count(Snapshot view, Table table) {
        try (Stream<Entry> rows = view.range(table, Bytes.EMPTY, Bytes.fromHex("ff".repeat(33)))) {
            return rows.count();
        }
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
