package io.vigil.storage.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.storage.Batch;
import io.vigil.storage.KeyValueStore;
import io.vigil.storage.KeyValueStore.Durability;
import io.vigil.storage.KeyValueStoreContract;
import io.vigil.storage.Schema;
import io.vigil.storage.Snapshot;
import io.vigil.storage.StorageException;
import io.vigil.storage.Table;
import io.vigil.types.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksStoreTest extends KeyValueStoreContract {
    private static final StoreSizes SMALL = new StoreSizes(8 << 20, 4 << 20, 8 << 20, 0, 100 << 20);
    private static final Bytes KEY = Bytes.of(1);

    @TempDir
    private Path home = Path.of("set by JUnit");

    @Override
    protected KeyValueStore create() {
        return RocksStore.open(home.resolve("contract"), SMALL);
    }

    @Test
    void keepsItsRowsOverAReopen() {
        try (RocksStore store = open()) {
            store.commit(new Batch().put(Table.DIFF, KEY, Bytes.wrap(new byte[1000])), Durability.SYNCED);
        }
        try (RocksStore store = open()) {
            assertThat(store.get(Table.DIFF, KEY)).contains(Bytes.wrap(new byte[1000]));
            assertThat(store.walDamage()).isEmpty();
        }
    }

    @Test
    void closesWhenTheLastViewIsClosed() {
        RocksStore store = open();
        store.commit(new Batch().put(Table.META, KEY, KEY), Durability.SYNCED);
        Snapshot view = store.snapshot();
        store.close();

        assertThat(view.get(Table.META, KEY)).contains(KEY);
        assertThatThrownBy(store::snapshot).isInstanceOf(IllegalStateException.class);
        assertRefuses(StorageException.Reason.IN_USE, "LOCK");
        view.close();
        open().close();
    }

    @Test
    void tellsWhetherItWasClosed() {
        RocksStore store = open();
        assertThat(store.wasUnclean()).isFalse();
        store.close();
        try (RocksStore again = open()) {
            assertThat(again.wasUnclean()).isFalse();
        }
    }

    @Test
    void writesNothingIntoTheReserve() {
        try (RocksStore store = RocksStore.open(home.resolve("chain"), SMALL)) {
            assertThat(store.spareBytes()).isPositive();
        }
        assertThatThrownBy(() -> RocksStore.open(home.resolve("chain"), SMALL.withReserve(1L << 60)))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(StorageException.Reason.FULL));
    }

    @Test
    void refusesDataOfANewerVersion() {
        try (RocksStore store = open()) {
            store.commit(new Batch().put(Table.META, Schema.KEY, Bytes.ofLong(Schema.VERSION + 1)), Durability.SYNCED);
        }
        assertRefuses(StorageException.Reason.NEWER, "schema 2");
    }

    @Test
    void refusesToMakeANewDatabaseOverADamagedOne() throws IOException {
        open().close();
        Files.delete(home.resolve("chain/CURRENT"));

        assertRefuses(StorageException.Reason.DAMAGED, "CURRENT");
    }

    /** R3.3: nobody should have to help a node whose very first start was killed. */
    @Test
    void makesTheDatabaseWhoseMakingWasKilled() throws IOException {
        Files.createDirectories(home.resolve("chain"));
        Files.write(home.resolve("chain/MANIFEST-000001"), new byte[10]);
        Files.write(home.resolve("chain/LOCK"), new byte[0]);

        open().close();
        assertThat(home.resolve("chain/CURRENT")).exists();
        open().close();
    }

    @Test
    void opensADamagedLogAtItsLastWholeBatchAndKeepsACopy() throws IOException {
        Path log = writeUnclosedLog();
        byte[] bytes = Files.readAllBytes(log);
        bytes[bytes.length / 2] ^= 1;
        Files.write(log, bytes);

        try (RocksStore store = RocksStore.open(home.resolve("copy"), SMALL)) {
            WalDamage damage = store.walDamage().orElseThrow();
            assertThat(damage.copy()).isEqualTo(home.resolve("copy.damaged-1")).isDirectory();
            assertThat(Files.readAllBytes(damage.copy().resolve(log.getFileName())))
                    .isEqualTo(bytes);
            long head = store.get(Table.META, KEY).orElseThrow().getLong(0);
            assertThat(head).isBetween(1L, 98L);
            assertThat(store.get(Table.HEADER, KEY).orElseThrow().getLong(0)).isEqualTo(head);
        }
        try (RocksStore store = RocksStore.open(home.resolve("copy"), SMALL)) {
            assertThat(store.walDamage()).isEmpty();
        }
    }

    private void copy(String from, String to) throws IOException {
        Files.createDirectory(home.resolve(to));
        for (Path file : files(from)) {
            Files.copy(file, home.resolve(to).resolve(file.getFileName()));
        }
    }

    @Test
    void aCheckpointStaysAsItWasAndLeavesNothingBehind() {
        try (RocksStore store = open()) {
            store.commit(new Batch().put(Table.BODY, KEY, Bytes.wrap(new byte[1000])), Durability.SYNCED);
            Path folder = home.resolve("checkpoint");
            try (StoreCheckpoint checkpoint = store.checkpoint(folder)) {
                store.commit(new Batch().delete(Table.BODY, KEY), Durability.SYNCED);
                assertThat(checkpoint.view().get(Table.BODY, KEY)).contains(Bytes.wrap(new byte[1000]));
            }
            assertThat(folder).doesNotExist();
            assertThat(store.get(Table.BODY, KEY)).isEmpty();
        }
    }

    @Test
    void aScrubReadsEveryRowAndNamesADamagedFile() throws IOException {
        try (RocksStore store = open()) {
            Batch batch = new Batch();
            for (int i = 0; i < 500; i++) {
                batch.put(Table.BODY, Bytes.ofLong(i), Bytes.wrap(new byte[1000]));
            }
            store.commit(batch, Durability.SYNCED);
            long[] paced = {0};
            ScrubReport report = store.scrub(bytes -> paced[0] += bytes);
            assertThat(report).isEqualTo(new ScrubReport(501, paced[0], List.of()));
            assertThat(store.stats().memtables()).isPositive();
        }
        open().close(); // flushes what the log held
        Path blob = files("chain").stream()
                .filter(f -> f.toString().endsWith(".blob"))
                .findFirst()
                .orElseThrow();
        byte[] bytes = Files.readAllBytes(blob);
        bytes[bytes.length / 2] ^= 1;
        Files.write(blob, bytes);
        try (RocksStore store = open()) {
            assertThat(store.stats().fileBytes()).isPositive();
            assertThat(store.scrub(read -> {}).findings())
                    .singleElement()
                    .asString()
                    .contains(blob.getFileName().toString());
        }
    }

    /** 99 batches over two tables, left as a killed process leaves them. */
    private Path writeUnclosedLog() throws IOException {
        try (RocksStore store = open()) {
            for (int i = 1; i < 100; i++) {
                Bytes value = Bytes.ofLong(i);
                store.commit(new Batch().put(Table.META, KEY, value).put(Table.HEADER, KEY, value), Durability.SYNCED);
            }
            copy("chain", "copy");
        }
        return files("copy").stream()
                .filter(f -> f.toString().endsWith(".log"))
                .findFirst()
                .orElseThrow();
    }

    private List<Path> files(String folder) throws IOException {
        try (Stream<Path> files = Files.list(home.resolve(folder))) {
            return files.sorted().toList();
        }
    }

    private RocksStore open() {
        return RocksStore.open(home.resolve("chain"), SMALL);
    }

    private void assertRefuses(StorageException.Reason reason, String text) {
        assertThatThrownBy(this::open).isInstanceOfSatisfying(StorageException.class, e -> {
            assertThat(e.reason()).isEqualTo(reason);
            assertThat(e).hasMessageContaining(text);
        });
    }
}
