package io.vigil.storage.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.storage.Batch;
import io.vigil.storage.Entry;
import io.vigil.storage.KeyValueStore;
import io.vigil.storage.KeyValueStore.Durability;
import io.vigil.storage.MemoryStore;
import io.vigil.storage.Snapshot;
import io.vigil.storage.StorageException;
import io.vigil.storage.Table;
import io.vigil.storage.rocks.RocksStore;
import io.vigil.storage.rocks.StoreSizes;
import io.vigil.storage.trie.MerklePatriciaTrie;
import io.vigil.storage.trie.Proof;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import io.vigil.types.state.Account;
import io.vigil.types.state.AccountChange;
import io.vigil.types.state.StateChanges;
import io.vigil.types.testing.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorldStateTest {
    private static final Address ALICE = Address.ofInt(1);
    private static final Bytes END = Bytes.fromHex("ff".repeat(99));
    private static final StoreSizes SMALL = new StoreSizes(8 << 20, 4 << 20, 8 << 20, 0, 100 << 20);

    @TempDir
    private Path folder = Path.of("set by JUnit");

    @Test
    void anEmptyStoreHoldsTheEmptyState() {
        WorldState empty = WorldStates.onOneThread().committed(new MemoryStore().snapshot());

        assertThat(empty.root()).isEqualTo(MerklePatriciaTrie.EMPTY_ROOT);
        assertThat(empty.account(ALICE)).isEmpty();
        assertThat(empty.slot(ALICE, UInt256.ONE)).isEqualTo(UInt256.ZERO);
        assertThat(empty.apply(StateChanges.NONE).root()).isEqualTo(MerklePatriciaTrie.EMPTY_ROOT);
    }

    @Test
    void agreesWithAPlainMapOverRandomBlocksInMemory() {
        Seeds.forEach(16, random -> {
            KeyValueStore store = new MemoryStore();
            run(random, store, UnaryOperator.identity(), WorldStates.onOneThread(), 30);
        });
    }

    @Test
    void agreesWithAPlainMapOverRandomBlocksInRocksDbWithReopens() {
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            Seeds.forEach(2, random -> {
                Path home = folder.resolve("seed-" + random.seed());
                UnaryOperator<KeyValueStore> reopen = store -> {
                    store.close();
                    return RocksStore.open(home, SMALL);
                };
                WorldStates states = new WorldStates(random.pick(List.of(0L, 20_000L, 1L << 24)), threads, 4);
                run(random, RocksStore.open(home, SMALL), reopen, states, 40);
            });
        }
    }

    /** Blocks are applied up to five above the store, committed one by one, their states moved to the new view. */
    private static void run(
            Seeds random, KeyValueStore first, UnaryOperator<KeyValueStore> reopen, WorldStates states, int blocks) {
        KeyValueStore store = first;
        ModelState model = new ModelState();
        List<WorldState> open = new ArrayList<>();
        List<ModelState> models = new ArrayList<>();
        Snapshot view = store.snapshot();
        WorldState base = states.committed(view);
        long height = 0;
        for (int block = 0; block < blocks; block++) {
            WorldState parent = open.isEmpty() ? base : open.getLast();
            boolean big = random.oneIn(12);
            WorldState next = parent.apply(model.randomBlock(random, big ? 400 : 20, big ? 500 : 10));
            open.add(next);
            models.add(model.copy());
            assertThat(next.root()).isEqualTo(model.root());
            assertReads(random, next, model);
            while (open.size() > random.nextInt(6)) {
                Batch batch = new Batch();
                open.removeFirst().writeTo(batch, ++height);
                store.commit(batch, Durability.BUFFERED);
                view.close();
                if (random.oneIn(8)) {
                    store = reopen.apply(store);
                }
                view = store.snapshot();
                base = states.committed(view);
                moveOnto(base, open);
                assertRows(store, models.removeFirst());
            }
        }
        view.close();
        store.close();
    }

    private static void moveOnto(WorldState base, List<WorldState> open) {
        WorldState parent = base;
        for (int i = 0; i < open.size(); i++) {
            parent = open.get(i).rebase(parent);
            open.set(i, parent);
        }
    }

    private static void assertReads(Seeds random, WorldState state, ModelState model) {
        for (int i = 0; i < 8; i++) {
            Address address = Address.ofInt(random.nextInt(22));
            UInt256 key = UInt256.of(random.nextInt(25));
            Optional<ModelState.Held> held = Optional.ofNullable(model.accounts.get(address));
            UInt256 value =
                    held.map(h -> h.slots().getOrDefault(key, UInt256.ZERO)).orElse(UInt256.ZERO);
            Optional<Account> account = held.map(ModelState.Held::account);
            assertThat(state.account(address)).isEqualTo(account);
            assertThat(state.slot(address, key)).isEqualTo(value);
            account.ifPresent(a -> assertThat(state.code(a.codeHash())).isNotNull());
            state.warm(address, List.of(key));
            assertProves(state, address, key, account, value);
        }
    }

    private static void assertProves(
            WorldState state, Address address, UInt256 key, Optional<Account> account, UInt256 value) {
        AccountProof proof = state.prove(address, List.of(key));
        AccountProof.SlotProof slot = proof.slots().getFirst();
        try {
            Optional<Bytes> leaf = Proof.verify(state.root(), StateKeys.account(address), proof.nodes());
            assertThat(leaf).isEqualTo(account.map(a -> new AccountRow(a, proof.storageRoot()).toLeaf()));
            assertThat(Proof.verify(proof.storageRoot(), StateKeys.slotPath(key), slot.nodes()))
                    .isEqualTo(value.isZero() ? Optional.empty() : Optional.of(Layer.slotValue(value)));
        } catch (MalformedException e) {
            throw new AssertionError(e);
        }
        assertThat(proof.account()).isEqualTo(account.orElse(Account.EMPTY));
        assertThat(slot.value()).isEqualTo(value);
    }

    private static void assertRows(KeyValueStore store, ModelState model) {
        SortedMap<Bytes, Bytes> nodes = new TreeMap<>();
        model.root(nodes);
        assertThat(rows(store, Table.NODE)).isEqualTo(nodes);
        assertThat(rows(store, Table.SLOT).keySet()).containsExactlyElementsOf(model.slotKeys());
        assertThat(rows(store, Table.ACCT)).hasSize(model.accounts.size());
    }

    private static SortedMap<Bytes, Bytes> rows(KeyValueStore store, Table table) {
        try (Stream<Entry> rows = store.range(table, Bytes.EMPTY, END)) {
            return rows.collect(Collectors.toMap(Entry::key, Entry::value, (a, b) -> b, TreeMap::new));
        }
    }

    @Test
    void anExecutionKeepsItsViewWhileTheNextBlockIsCommitted() {
        KeyValueStore store = new MemoryStore();
        Snapshot view = store.snapshot();
        WorldStates states = WorldStates.onOneThread();
        WorldState first = states.committed(view).apply(balance(7));
        WorldState running = first.retain();
        commit(store, first, 1);
        view.close();
        Snapshot next = store.snapshot();
        commit(store, states.committed(next).apply(balance(8)), 2);

        assertThat(running.account(ALICE).orElseThrow().balance()).isEqualTo(UInt256.of(7));
        running.close();
        assertThatThrownBy(() -> running.account(Address.ofInt(9))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesWhatWouldTearTheStore() {
        KeyValueStore store = new MemoryStore();
        WorldState base = WorldStates.onOneThread().committed(store.snapshot());
        WorldState first = base.apply(balance(1));
        WorldState second = first.apply(balance(2));

        assertThatThrownBy(() -> base.writeTo(new Batch(), 1)).hasMessageContaining("committed already");
        assertThatThrownBy(() -> second.writeTo(new Batch(), 2)).hasMessageContaining("is not committed");
        assertThatThrownBy(() -> second.rebase(base)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void boundsTheLayersAboveTheStore() {
        WorldState state = WorldStates.onOneThread().committed(new MemoryStore().snapshot());
        for (int i = 0; i < WorldState.MAX_LAYERS; i++) {
            state = state.apply(balance(i));
        }
        WorldState top = state;

        assertThat(top.layers()).isEqualTo(WorldState.MAX_LAYERS);
        assertThatThrownBy(() -> top.apply(balance(1))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void namesARowThatIsDamaged() {
        KeyValueStore store = new MemoryStore();
        commit(store, WorldStates.onOneThread().committed(store.snapshot()).apply(balance(5)), 1);
        Bytes key = StateKeys.account(ALICE);
        Bytes other = new AccountRow(new Account(1, UInt256.ONE, Hash.ZERO), Hash.ZERO).toSlim();

        store.commit(new Batch().put(Table.ACCT, key, other), Durability.SYNCED);
        assertDamaged(store, "ACCT row " + key);
        store.commit(new Batch().put(Table.ACCT, key, Bytes.of(1)), Durability.SYNCED);
        assertDamaged(store, "ACCT row " + key);
    }

    private static void assertDamaged(KeyValueStore store, String text) {
        WorldState state = WorldStates.onOneThread().committed(store.snapshot());
        assertThatThrownBy(() -> state.apply(balance(6)))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(text);
    }

    private static void commit(KeyValueStore store, WorldState state, long height) {
        Batch batch = new Batch();
        state.writeTo(batch, height);
        store.commit(batch, Durability.SYNCED);
    }

    private static StateChanges balance(long amount) {
        Account account = new Account(0, UInt256.of(amount), Keccak.EMPTY_HASH);
        AccountChange change = new AccountChange.Updated(account, false, Collections.emptySortedMap());
        return new StateChanges(new TreeMap<>(Map.of(ALICE, change)), Collections.emptySortedMap());
    }
}
