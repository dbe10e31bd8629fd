package io.vigil.storage.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.storage.Batch;
import io.vigil.storage.KeyValueStore;
import io.vigil.storage.KeyValueStore.Durability;
import io.vigil.storage.MemoryStore;
import io.vigil.storage.Snapshot;
import io.vigil.storage.StorageException;
import io.vigil.storage.Table;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import io.vigil.types.state.StateReader;
import io.vigil.types.testing.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StateHistoryTest {
    private static final int BLOCKS = 25;
    private static final int WINDOW = 12;
    private static final long NOW = 1000;

    private final WorldStates states = WorldStates.onOneThread();
    private final List<ModelState> models = new ArrayList<>();

    @Test
    void aPrunedStoreAnswersInsideItsWindowAndNamesTheFloorBelow() {
        Seeds.forEach(6, random -> {
            StateHistory history = new StateHistory(HistoryMode.PRUNED, WINDOW);
            KeyValueStore store = chain(random, history);
            try (Snapshot view = store.snapshot()) {
                WorldState head = states.committed(view);
                assertThat(StateHistory.floor(view)).isEqualTo(BLOCKS - WINDOW);
                for (int height = 0; height <= BLOCKS; height++) {
                    PastState past = history.at(view, head, BLOCKS, height);
                    if (height < BLOCKS - WINDOW) {
                        assertThat(past).isEqualTo(new PastState.Pruned(BLOCKS - WINDOW));
                        assertThat(history.provable(view, head, BLOCKS, height)).isEmpty();
                    } else {
                        assertReads(past, models.get(height));
                        WorldState provable =
                                history.provable(view, head, BLOCKS, height).orElseThrow();
                        assertThat(provable.root()).isEqualTo(models.get(height).root());
                    }
                }
                assertThat(history.at(view, head, BLOCKS, BLOCKS + 1)).isInstanceOf(PastState.Pruned.class);
            }
        });
    }

    @Test
    void aKeptOverlayGrowsWithTheHead() {
        Seeds random = Seeds.of(4);
        StateHistory history = new StateHistory(HistoryMode.PRUNED, WINDOW);
        KeyValueStore store = chain(random, history);
        for (int i = 1; i < 5; i++) {
            try (Snapshot view = store.snapshot()) {
                WorldState head = states.committed(view);
                assertReads(history.at(view, head, BLOCKS + i - 1, BLOCKS - 2), models.get(BLOCKS - 2));
            }
            extend(random, store, history, BLOCKS + i);
        }
    }

    @Test
    void anArchiveAnswersAtEveryHeight() {
        Seeds.forEach(6, random -> {
            StateHistory history = new StateHistory(HistoryMode.ARCHIVE, WINDOW);
            KeyValueStore store = chain(random, history);
            try (Snapshot view = store.snapshot()) {
                WorldState head = states.committed(view);
                for (int height = 0; height <= BLOCKS; height++) {
                    assertReads(history.at(view, head, BLOCKS, height), models.get(height));
                }
            }
        });
    }

    /** What a restored snapshot and a setting that was changed have in common: nothing is known of the keys before. */
    @Test
    void anArchiveThatBeganLateAnswersFromThereOnAndHasNoGaps() {
        Seeds.forEach(6, random -> {
            StateHistory pruned = new StateHistory(HistoryMode.PRUNED, WINDOW);
            StateHistory archive = new StateHistory(HistoryMode.ARCHIVE, WINDOW);
            KeyValueStore store = chain(random, pruned);
            archive.begin(store, BLOCKS);
            grow(random, store, archive, BLOCKS, 10);
            assertArchive(store, archive, BLOCKS, BLOCKS + 10);

            archive.begin(store, BLOCKS + 10); // the next start changes nothing
            assertArchive(store, archive, BLOCKS, BLOCKS + 10);

            pruned.begin(store, BLOCKS + 10);
            grow(random, store, pruned, BLOCKS + 10, 3);
            archive.begin(store, BLOCKS + 13);
            grow(random, store, archive, BLOCKS + 13, 5);
            assertArchive(store, archive, BLOCKS + 13, BLOCKS + 18);
        });
    }

    private void grow(Seeds random, KeyValueStore store, StateHistory history, int head, int blocks) {
        for (int i = 1; i <= blocks; i++) {
            extend(random, store, history, head + i);
        }
    }

    private void assertArchive(KeyValueStore store, StateHistory archive, int from, int top) {
        try (Snapshot view = store.snapshot()) {
            WorldState head = states.committed(view);
            assertThat(archive.lowest(view)).isEqualTo(from);
            assertThat(archive.at(view, head, top, from - 1)).isEqualTo(new PastState.Pruned(from));
            for (int height = from; height <= top; height++) {
                assertReads(archive.at(view, head, top, height), models.get(height));
            }
        }
    }

    @Test
    void pruningObeysPinsUntilTheyEnd() {
        Seeds random = Seeds.of(2);
        StateHistory history = new StateHistory(HistoryMode.PRUNED, WINDOW);
        KeyValueStore store = chain(random, history);
        long floor = BLOCKS - WINDOW;
        Batch pin = new Batch();
        Pins.put(pin, new Pins.Pin("export", floor + 1, NOW + 1));
        Pins.put(pin, new Pins.Pin("ended", floor, NOW));
        store.commit(pin, Durability.SYNCED);
        for (int i = 1; i <= 4; i++) {
            extend(random, store, history, BLOCKS + i);
        }
        try (Snapshot view = store.snapshot()) {
            assertThat(StateHistory.floor(view)).isEqualTo(floor + 1);
            assertThat(Pins.list(view)).hasSize(2);
        }
        Batch unpin = new Batch();
        Pins.remove(unpin, "export");
        store.commit(unpin, Durability.SYNCED);
        extend(random, store, history, BLOCKS + 5);
        try (Snapshot view = store.snapshot()) {
            assertThat(StateHistory.floor(view)).isEqualTo(floor + 5);
        }
    }

    @Test
    void rollsBackToAnyHeightOfTheWindow() {
        for (HistoryMode mode : HistoryMode.values()) {
            Seeds.forEach(4, random -> {
                StateHistory history = new StateHistory(mode, WINDOW);
                KeyValueStore store = chain(random, history);
                int to = random.between(BLOCKS - WINDOW, BLOCKS - 1);
                List<Long> removed = new ArrayList<>();
                StateHistory.rollback(store, states, BLOCKS, to, (batch, height) -> removed.add(height));
                try (Snapshot view = store.snapshot()) {
                    StateAudit.Report audit = StateAudit.full(view);
                    assertThat(audit.findings()).isEmpty();
                    assertThat(audit.root()).isEqualTo(models.get(to).root());
                    assertThat(removed).hasSize(BLOCKS - to).startsWith((long) BLOCKS);
                }
                models.subList(to + 1, models.size()).clear();
                extend(random, store, history, to + 1);
                try (Snapshot view = store.snapshot()) {
                    assertReads(
                            new StateHistory(mode, WINDOW).at(view, states.committed(view), to + 1, to),
                            models.get(to));
                }
            });
        }
    }

    @Test
    void refusesToRollBackBelowTheFloorOrOverADamagedRow() {
        Seeds random = Seeds.of(3);
        KeyValueStore store = chain(random, new StateHistory(HistoryMode.PRUNED, WINDOW));
        assertThatThrownBy(() -> StateHistory.rollback(store, states, BLOCKS, 0, (batch, height) -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("floor");
        Bytes key = Bytes.ofLong(BLOCKS);
        store.commit(
                new Batch()
                        .put(
                                Table.DIFF,
                                key,
                                store.get(Table.DIFF, Bytes.ofLong(BLOCKS - 1)).orElseThrow()),
                Durability.SYNCED);
        assertThatThrownBy(() -> StateHistory.rollback(store, states, BLOCKS, BLOCKS - 1, (batch, height) -> {}))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("DIFF row " + BLOCKS);
    }

    private KeyValueStore chain(Seeds random, StateHistory history) {
        KeyValueStore store = new MemoryStore();
        models.clear();
        for (int height = 0; height <= BLOCKS; height++) {
            extend(random, store, history, height);
        }
        return store;
    }

    private void extend(Seeds random, KeyValueStore store, StateHistory history, int height) {
        ModelState model =
                models.isEmpty() ? new ModelState() : models.getLast().copy();
        try (Snapshot view = store.snapshot()) {
            WorldState next = states.committed(view).apply(model.randomBlock(random, 12, 8));
            Batch batch = new Batch();
            next.writeTo(batch, height);
            history.write(batch, next, height, view, NOW);
            store.commit(batch, Durability.BUFFERED);
        }
        models.add(model);
    }

    private static void assertReads(PastState past, ModelState model) {
        StateReader state = ((PastState.Found) past).state();
        for (int i = 0; i < 13; i++) {
            Address address = Address.ofInt(i);
            Optional<ModelState.Held> held = Optional.ofNullable(model.accounts.get(address));
            assertThat(state.account(address)).isEqualTo(held.map(ModelState.Held::account));
            held.ifPresent(h -> assertThat(state.code(h.account().codeHash())).isNotNull());
            for (int key = 0; key < 25; key++) {
                UInt256 slot = UInt256.of(key);
                UInt256 value = held.map(h -> h.slots().getOrDefault(slot, UInt256.ZERO))
                        .orElse(UInt256.ZERO);
                assertThat(state.slot(address, slot)).isEqualTo(value);
            }
        }
    }
}
