package io.vigil.storage.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.storage.Batch;
import io.vigil.storage.Entry;
import io.vigil.storage.KeyValueStore;
import io.vigil.storage.KeyValueStore.Durability;
import io.vigil.storage.Snapshot;
import io.vigil.storage.StorageException;
import io.vigil.storage.Table;
import io.vigil.storage.rocks.RocksStore;
import io.vigil.storage.rocks.StoreSizes;
import io.vigil.storage.state.StateAudit;
import io.vigil.storage.state.StateHistory;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTest {
    private static final StoreSizes SMALL = new StoreSizes(8 << 20, 4 << 20, 8 << 20, 0, 100 << 20);
    private static final Bytes END = Bytes.fromHex("ff".repeat(99));
    private static final Bytes HEAD = Bytes.of('h');

    @TempDir
    private Path home = Path.of("set by JUnit");

    @Test
    void isSoundAtEveryLevelAndHasOneIdOnEveryNode() {
        SnapshotFixture fixture = new SnapshotFixture(1, 200);
        Manifest manifest = fixture.export(home.resolve("a"));
        SnapshotFixture other = new SnapshotFixture(RocksStore.open(home.resolve("other"), SMALL), 1, 200);
        Manifest same = other.export(home.resolve("b"));
        other.store.close();

        assertThat(manifest.chunks()).hasSizeGreaterThan(10);
        assertThat(same.id()).isEqualTo(manifest.id());
        for (Level level : Level.values()) {
            Verdict verdict = fixture.verifier().verify(new FolderSource(home.resolve("a")), level, Pace.FREE);
            assertThat(verdict).isInstanceOfSatisfying(Verdict.Sound.class, sound -> {
                assertThat(sound.id()).isEqualTo(manifest.id());
                assertThat(sound.logicalBytes()).isEqualTo(manifest.logicalBytes());
            });
        }
    }

    @Test
    void anEmptyStateHasASnapshot() {
        SnapshotFixture fixture = new SnapshotFixture(1, 0);
        Manifest manifest = fixture.export(home.resolve("a"));

        assertThat(manifest.chunks()).isEmpty();
        assertThat(restore(fixture, "a")).isInstanceOf(Verdict.Sound.class);
    }

    @Test
    void refusesToExportIntoAFolderThatHoldsSomething() throws IOException {
        Files.createDirectories(home.resolve("a/b"));
        assertThatThrownBy(() -> new SnapshotFixture(1, 3).export(home.resolve("a")))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("not empty");
    }

    @Test
    void leavesOutCodeThatNoAccountHas() {
        SnapshotFixture fixture = new SnapshotFixture(1, 50);
        Hash id = fixture.export(home.resolve("a")).id();
        fixture.store.commit(
                new Batch().put(Table.CODE, Keccak.hash(Bytes.of(1)).bytes(), Bytes.of(1)), Durability.SYNCED);

        assertThat(fixture.export(home.resolve("b")).id()).isEqualTo(id);
    }

    @Test
    void restoresEveryRowAndKeepsTheOldStoreAside() throws IOException {
        SnapshotFixture fixture = new SnapshotFixture(2, 300);
        Manifest manifest = fixture.export(home.resolve("a"));
        RocksStore.open(home.resolve("data/chain"), SMALL).close();
        Files.createDirectories(home.resolve("signer"));

        assertThat(restore(fixture, "a")).isInstanceOf(Verdict.Sound.class);
        assertThat(home.resolve("data/chain.old-1")).isDirectory();
        try (KeyValueStore restored = RocksStore.open(home.resolve("data/chain"), SMALL);
                Snapshot view = restored.snapshot()) {
            assertThat(StateAudit.full(view).findings()).isEmpty();
            for (Table table : List.of(Table.ACCT, Table.SLOT, Table.CODE, Table.NODE)) {
                assertThat(rows(restored, table)).isEqualTo(rows(fixture.store, table));
            }
            assertThat(rows(restored, Table.HEADER)).hasSize(4);
            assertThat(view.get(Table.META, HEAD))
                    .contains(manifest.header().hash().bytes());
            assertThat(StateHistory.floor(view)).isEqualTo(3);
        }
        assertThat(names(home.resolve("data"))).containsExactly("chain", "chain.old-1");
    }

    @Test
    void goesOnBehindTheLastStoredChunk() {
        SnapshotFixture fixture = new SnapshotFixture(2, 300);
        Manifest manifest = fixture.export(home.resolve("a"));
        int[] chunks = {0};
        Pace stops = bytes -> {
            if (++chunks[0] == 7) {
                throw new IllegalStateException("stop");
            }
        };
        assertThatThrownBy(() -> restore(fixture, "a", stops)).hasMessage("stop");
        chunks[0] = 100;

        assertThat(restore(fixture, "a", bytes -> chunks[0]++)).isInstanceOf(Verdict.Sound.class);
        assertThat(chunks[0] - 100).isEqualTo(manifest.chunks().size() - 6);
    }

    @Test
    void beginsAnewWhereTheStagedStoreIsHurt() throws IOException {
        SnapshotFixture fixture = new SnapshotFixture(2, 300);
        Manifest manifest = fixture.export(home.resolve("a"));
        Path staged = home.resolve("data/.restore-" + manifest.id().toHex().substring(2, 18));
        Files.createDirectories(staged);
        Files.write(staged.resolve("000004.log"), new byte[10]);
        assertThat(Restorer.isBegun(home.resolve("data"), manifest.id())).isTrue();

        assertThat(restore(fixture, "a")).isInstanceOf(Verdict.Sound.class);
        try (KeyValueStore restored = RocksStore.open(home.resolve("data/chain"), SMALL)) {
            assertThat(rows(restored, Table.ACCT)).isEqualTo(rows(fixture.store, Table.ACCT));
        }
        assertThat(names(home.resolve("data"))).hasSize(2).anyMatch(name -> name.endsWith(".failed-1"));
    }

    @Test
    void putsAStoreAsideThatDoesNotMeetTheRoot() {
        SnapshotFixture fixture = new SnapshotFixture(2, 30);
        SnapshotFixture other = new SnapshotFixture(3, 30);
        try (Snapshot view = other.store.snapshot()) {
            Exporter.export(view, fixture.subject(), home.resolve("a"), SnapshotFixture.CHUNK_BYTES, Pace.FREE);
        }
        assertThat(restore(fixture, "a"))
                .isInstanceOfSatisfying(
                        Verdict.Faulty.class,
                        faulty -> assertThat(faulty.fault()).isEqualTo(Fault.STATE_ROOT));
        assertThat(home.resolve("data/chain")).doesNotExist();
        assertThat(names(home.resolve("data"))).singleElement().asString().contains(".failed-1");
    }

    @Test
    void endsAnExchangeThatWasInterruptedBetweenTheTwoMoves() throws IOException {
        Path data = home.resolve("data");
        for (boolean oldIsThere : new boolean[] {true, false}) {
            Staging staging = new Staging(data, "abc" + oldIsThere);
            Files.createDirectories(staging.folder().resolve("new-" + oldIsThere));
            if (oldIsThere) {
                Files.createDirectories(data.resolve("chain/old"));
            } else {
                Files.move(data.resolve("chain"), data.resolve("chain.old-2"));
            }
            Staging.finish(data);
            staging.complete();
            Staging.finish(data);
            assertThat(data.resolve("chain/new-" + oldIsThere)).isDirectory();
        }
        assertThat(names(data)).containsExactly("chain", "chain.old-1", "chain.old-2");
    }

    private Verdict restore(SnapshotFixture fixture, String snapshot) {
        return restore(fixture, snapshot, Pace.FREE);
    }

    private Verdict restore(SnapshotFixture fixture, String snapshot, Pace pace) {
        Restorer restorer = new Restorer(
                fixture.verifier(),
                folder -> RocksStore.open(folder, SMALL),
                (batch, manifest) ->
                        batch.put(Table.META, HEAD, manifest.header().hash().bytes()));
        return restorer.restore(new FolderSource(home.resolve(snapshot)), home.resolve("data"), pace);
    }

    private static List<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Entry> rows(KeyValueStore store, Table table) {
        try (Stream<Entry> rows = store.range(table, Bytes.EMPTY, END)) {
            return rows.toList();
        }
    }
}
