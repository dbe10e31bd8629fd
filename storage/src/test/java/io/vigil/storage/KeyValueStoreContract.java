package io.vigil.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.storage.KeyValueStore.Durability;
import io.vigil.types.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link KeyValueStore} does. */
public abstract class KeyValueStoreContract {
    private static final Bytes END = Bytes.of(0xff, 0xff, 0xff);

    private KeyValueStore store = new MemoryStore();

    /** A fresh, empty store; called once per test. */
    protected abstract KeyValueStore create();

    @BeforeEach
    void open() {
        store = create();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void returnsWhatWasCommittedAndNothingElse() {
        store.commit(new Batch().put(Table.META, Bytes.of(1), Bytes.of(7)), Durability.SYNCED);

        assertThat(store.get(Table.META, Bytes.of(1))).contains(Bytes.of(7));
        assertThat(store.get(Table.META, Bytes.of(2))).isEmpty();
        assertThat(store.get(Table.HEADER, Bytes.of(1))).isEmpty();
    }

    @Test
    void appliesTheOperationsOfABatchInOrder() {
        Batch batch = new Batch()
                .put(Table.ACCT, Bytes.of(1), Bytes.of(1))
                .delete(Table.ACCT, Bytes.of(1))
                .put(Table.ACCT, Bytes.of(2), Bytes.of(1))
                .put(Table.ACCT, Bytes.of(2), Bytes.of(2));
        store.commit(batch, Durability.BUFFERED);

        assertThat(rows(Table.ACCT)).containsExactly(new Entry(Bytes.of(2), Bytes.of(2)));
    }

    @Test
    void appliesTheOperationsOfOneKeyInOrderWhateverLiesBetween() {
        Batch batch = new Batch();
        for (int round = 0; round < 4; round++) {
            for (int key = 9; key > 0; key--) {
                Bytes value = Bytes.of(round);
                batch.put(Table.ACCT, Bytes.of(key), value).put(Table.SLOT, Bytes.of(key), value);
                if (key % 3 == round) {
                    batch.delete(Table.ACCT, Bytes.of(key));
                }
            }
        }
        batch.delete(Table.SLOT, Bytes.of(5));
        store.commit(batch, Durability.SYNCED);

        assertThat(rows(Table.ACCT))
                .hasSize(9)
                .allSatisfy(row -> assertThat(row.value()).isEqualTo(Bytes.of(3)));
        assertThat(rows(Table.SLOT)).hasSize(8).noneMatch(row -> row.key().equals(Bytes.of(5)));
    }

    @Test
    void aScanCopiesRowsToWhereTheyAreWanted() {
        store.commit(
                new Batch()
                        .put(Table.CODE, Bytes.of(1), Bytes.of(7, 8, 9))
                        .put(Table.CODE, Bytes.of(2), Bytes.EMPTY)
                        .put(Table.CODE, Bytes.of(3), Bytes.of(1)),
                Durability.SYNCED);
        for (ByteBuffer out : List.of(ByteBuffer.allocate(64), ByteBuffer.allocateDirect(64))) {
            try (Snapshot view = store.snapshot();
                    Cursor rows = view.scan(Table.CODE, Bytes.of(1), Bytes.of(3))) {
                assertThat(rows.advance()).isTrue();
                assertThat(rows.key(out.put((byte) 5))).isEqualTo(1);
                assertThat(rows.value(out)).isEqualTo(3);
                assertThat(out.position()).isEqualTo(5);
                assertThat(List.of(out.get(0), out.get(1), out.get(2), out.get(4)))
                        .isEqualTo(List.of((byte) 5, (byte) 1, (byte) 7, (byte) 9));
                out.position(62);
                assertThat(rows.value(out)).isEqualTo(3);
                assertThat(out.hasRemaining()).isFalse();
                assertThat(rows.advance()).isTrue();
                assertThat(rows.value(out)).isZero();
                assertThat(rows.advance()).isFalse();
                assertThat(rows.advance()).isFalse();
            }
        }
    }

    @Test
    void aLoadThatIsRefusedHalfWayStoresNothing() {
        Iterator<Entry> rows = Stream.of(1, 2)
                .map(i -> {
                    if (i == 2) {
                        throw new IllegalArgumentException("refused");
                    }
                    return new Entry(Bytes.of(i), Bytes.of(i));
                })
                .iterator();

        assertThatThrownBy(() -> store.load(Table.NODE, rows, 4)).hasMessage("refused");
        assertThat(rows(Table.NODE)).isEmpty();

        store.load(Table.NODE, List.of(new Entry(Bytes.of(1), Bytes.of(2))).iterator(), 2);
        assertThat(rows(Table.NODE)).containsExactly(new Entry(Bytes.of(1), Bytes.of(2)));
    }

    @Test
    void loadsRowsBesideThoseThatAreThereAndTheLaterOfTwoCounts() {
        store.commit(new Batch().put(Table.NODE, Bytes.of(2), Bytes.of(1)), Durability.BUFFERED);
        store.load(
                Table.NODE,
                List.of(new Entry(Bytes.of(1), Bytes.of(1)), new Entry(Bytes.of(3), Bytes.of(1)))
                        .iterator(),
                4);
        store.load(
                Table.NODE,
                List.of(new Entry(Bytes.of(2), Bytes.of(2)), new Entry(Bytes.of(3), Bytes.of(2)))
                        .iterator(),
                4);
        store.load(Table.NODE, Collections.emptyIterator(), 0);
        store.commit(new Batch().put(Table.NODE, Bytes.of(1), Bytes.of(3)), Durability.BUFFERED);

        assertThat(rows(Table.NODE))
                .containsExactly(
                        new Entry(Bytes.of(1), Bytes.of(3)),
                        new Entry(Bytes.of(2), Bytes.of(2)),
                        new Entry(Bytes.of(3), Bytes.of(2)));
    }

    @Test
    void keepsEmptyValuesApartFromMissingOnes() {
        store.commit(new Batch().put(Table.CODE, Bytes.of(1), Bytes.EMPTY), Durability.BUFFERED);

        assertThat(store.get(Table.CODE, Bytes.of(1))).contains(Bytes.EMPTY);
    }

    @Test
    void comparesKeysAsUnsignedBytesAndSortsAPrefixFirst() {
        Batch batch = new Batch();
        List<Bytes> keys = List.of(Bytes.of(0x80), Bytes.of(0x7f, 0), Bytes.of(0x7f), Bytes.of(0xff), Bytes.of(0));
        keys.forEach(key -> batch.put(Table.NODE, key, key));
        store.commit(batch, Durability.BUFFERED);

        assertThat(rows(Table.NODE))
                .extracting(Entry::key)
                .containsExactly(Bytes.of(0), Bytes.of(0x7f), Bytes.of(0x7f, 0), Bytes.of(0x80), Bytes.of(0xff));
    }

    @Test
    void rangesFromTheFirstKeyUpToButWithoutTheSecond() {
        Batch batch = new Batch();
        for (int i = 0; i < 5; i++) {
            batch.put(Table.QC, Bytes.ofLong(i), Bytes.of(i));
        }
        store.commit(batch, Durability.BUFFERED);

        try (Stream<Entry> range = store.range(Table.QC, Bytes.ofLong(1), Bytes.ofLong(3))) {
            assertThat(range).extracting(Entry::value).containsExactly(Bytes.of(1), Bytes.of(2));
        }
        try (Stream<Entry> range = store.range(Table.QC, Bytes.ofLong(3), Bytes.ofLong(1))) {
            assertThat(range).isEmpty();
        }
    }

    @Test
    void aViewNeverSeesWhatIsCommittedAfterIt() {
        store.commit(new Batch().put(Table.ACCT, Bytes.of(1), Bytes.of(1)), Durability.BUFFERED);
        try (Snapshot view = store.snapshot()) {
            store.commit(
                    new Batch()
                            .put(Table.ACCT, Bytes.of(1), Bytes.of(2))
                            .put(Table.ACCT, Bytes.of(3), Bytes.of(3))
                            .put(Table.SLOT, Bytes.of(3), Bytes.of(3)),
                    Durability.BUFFERED);
            store.commit(new Batch().delete(Table.ACCT, Bytes.of(1)), Durability.BUFFERED);

            assertThat(view.get(Table.ACCT, Bytes.of(1))).contains(Bytes.of(1));
            assertThat(view.get(Table.SLOT, Bytes.of(3))).isEmpty();
            try (Stream<Entry> range = view.range(Table.ACCT, Bytes.EMPTY, END)) {
                assertThat(range).containsExactly(new Entry(Bytes.of(1), Bytes.of(1)));
            }
        }
        assertThat(rows(Table.ACCT)).containsExactly(new Entry(Bytes.of(3), Bytes.of(3)));
    }

    @Test
    void aViewLivesUntilItsLastUserClosesIt() {
        store.commit(new Batch().put(Table.ACCT, Bytes.of(1), Bytes.of(1)), Durability.BUFFERED);
        Snapshot view = store.snapshot();
        Snapshot second = view.retain();
        view.close();
        assertThat(second.get(Table.ACCT, Bytes.of(1))).contains(Bytes.of(1));
        second.close();

        assertThatThrownBy(() -> view.get(Table.ACCT, Bytes.of(1))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(view::retain).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(view::close).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void behavesLikeASortedMapOverRandomBatches() {
        Random random = new Random(7);
        Map<Bytes, Bytes> model = new TreeMap<>();
        for (int round = 0; round < 50; round++) {
            Batch batch = new Batch();
            for (int i = 0; i < 40; i++) {
                Bytes key = Bytes.of(random.nextInt(4), random.nextInt(16));
                if (random.nextInt(3) == 0) {
                    batch.delete(Table.SLOT, key);
                    model.remove(key);
                } else {
                    Bytes value = Bytes.ofLong(random.nextLong());
                    batch.put(Table.SLOT, key, value);
                    model.put(key, value);
                }
            }
            store.commit(batch, Durability.BUFFERED);
            List<Entry> expected = new ArrayList<>();
            model.forEach((key, value) -> expected.add(new Entry(key, value)));
            assertThat(rows(Table.SLOT)).isEqualTo(expected);
        }
    }

    private List<Entry> rows(Table table) {
        try (Stream<Entry> range = store.range(table, Bytes.EMPTY, END)) {
            return range.toList();
        }
    }
}
