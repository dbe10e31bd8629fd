package io.vigil.storage.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.storage.Batch;
import io.vigil.storage.Entry;
import io.vigil.storage.KeyValueStore;
import io.vigil.storage.KeyValueStore.Durability;
import io.vigil.storage.MemoryStore;
import io.vigil.storage.Table;
import io.vigil.types.Bytes;
import io.vigil.types.testing.Seeds;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StateAuditTest {
    private static final Bytes END = Bytes.fromHex("ff".repeat(99));

    @Test
    void findsASoundStateSound() {
        Seeds random = Seeds.of(1);
        ModelState model = new ModelState();
        KeyValueStore store = store(random, model);
        StateAudit.Report full = StateAudit.full(store.snapshot());

        assertThat(full.findings()).isEmpty();
        assertThat(full.root()).isEqualTo(model.root());
        assertThat(full.accounts()).isEqualTo(model.accounts.size());
        assertThat(full.slots()).isEqualTo(model.slotKeys().size());
        StateAudit.Report sample = StateAudit.sample(store.snapshot(), 50, random::nextLong);
        assertThat(sample.findings()).isEmpty();
        assertThat(sample.accounts()).isEqualTo(50);
        assertThat(sample.root()).isEqualTo(model.root());
    }

    @Test
    void findsAnEmptyStateSound() {
        assertThat(StateAudit.full(new MemoryStore().snapshot()).isSound()).isTrue();
        assertThat(StateAudit.sample(new MemoryStore().snapshot(), 5, Seeds.of(1)::nextLong)
                        .isSound())
                .isTrue();
    }

    @Test
    void findsEveryRowThatIsMissingChangedOrTooMany() {
        Seeds.forEach(5, random -> {
            KeyValueStore store = store(random, new ModelState());
            for (Table table : List.of(Table.NODE, Table.SLOT, Table.CODE, Table.ACCT)) {
                for (Entry row : rows(store, table)) {
                    boolean orphanCode = table == Table.CODE;
                    store.commit(new Batch().delete(table, row.key()), Durability.BUFFERED);
                    assertThat(isSound(store))
                            .as("without " + table + " " + row.key())
                            .isEqualTo(isUnused(store, row, orphanCode));
                    store.commit(new Batch().put(table, row.key(), row.value()), Durability.BUFFERED);
                }
            }
            store.commit(new Batch().put(Table.SLOT, random.bytes(64), Bytes.of(1)), Durability.BUFFERED);
            assertThat(isSound(store)).isFalse();
        });
    }

    /** Code stays when its last account goes; only that may be missing unseen. */
    private static boolean isUnused(KeyValueStore store, Entry row, boolean code) {
        return code
                && rows(store, Table.ACCT).stream()
                        .noneMatch(a -> AccountRow.ofStored(a.key(), a.value())
                                .account()
                                .codeHash()
                                .bytes()
                                .equals(row.key()));
    }

    private static boolean isSound(KeyValueStore store) {
        return StateAudit.full(store.snapshot()).isSound();
    }

    private static List<Entry> rows(KeyValueStore store, Table table) {
        try (Stream<Entry> rows = store.range(table, Bytes.EMPTY, END)) {
            return rows.toList();
        }
    }

    private static KeyValueStore store(Seeds random, ModelState model) {
        KeyValueStore store = new MemoryStore();
        for (int height = 1; height < 6; height++) {
            WorldState state = WorldStates.onOneThread().committed(store.snapshot());
            Batch batch = new Batch();
            state.apply(model.randomBlock(random, 20, 20)).writeTo(batch, height);
            store.commit(batch, Durability.SYNCED);
        }
        return store;
    }
}
