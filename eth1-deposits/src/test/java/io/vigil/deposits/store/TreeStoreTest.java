package io.vigil.deposits.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.deposits.DepositTree;
import io.vigil.deposits.DepositTreeSnapshot;
import io.vigil.deposits.Eth1Point;
import io.vigil.deposits.store.AuditReport.Verdict;
import io.vigil.deposits.wire.SnapshotCodec;
import io.vigil.storage.Batch;
import io.vigil.storage.Entry;
import io.vigil.storage.KeyValueStore.Durability;
import io.vigil.storage.MemoryStore;
import io.vigil.storage.Table;
import io.vigil.storage.rocks.RocksStore;
import io.vigil.storage.rocks.StoreSizes;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.testing.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeStoreTest {
    private static final Start LOGS = Start.ofLogs(Deposits.block(0));
    private static final List<Integer> COUNTS = List.of(0, 1, 2, 3, 33);

    /** I4, R4.5: each way in, each count, a restart at each boundary; one root. The other ways in are in follow. */
    @Test
    void restartAtEveryCountGivesTheContractsRoot() {
        for (int steps : COUNTS) {
            MemoryStore rows = new MemoryStore();
            for (int count = 0; count <= steps; count++) {
                TreeStore.Opened opened = TreeStore.open(rows, LOGS);
                assertThat(opened.report().isSound()).as(opened.report().line()).isTrue();
                assertIsTree(opened.store(), count);
                if (count < steps) {
                    opened.store().apply(Deposits.advance(count, count + 1, count));
                }
            }
        }
    }

    @Test
    void snapshotsAndFrontiersContinueToTheSameRoot() throws MalformedException {
        for (int count : COUNTS) {
            DepositTree whole = Deposits.tree(count);
            whole.finalizeUpTo(count);
            DepositTreeSnapshot snapshot = whole.snapshot(Deposits.block(count).hash(), count);
            Start file = Start.of(SnapshotCodec.read(SnapshotCodec.writeSsz(snapshot)));
            Start json = Start.of(SnapshotCodec.readJson(SnapshotCodec.writeJson(snapshot)));
            Start chain = new Start(whole.frontier(), Deposits.block(count), Start.Source.CHAIN);
            for (Start start : List.of(file, json, chain)) {
                MemoryStore rows = new MemoryStore();
                assertIsTree(TreeStore.open(rows, start).store(), count);
                TreeStore store = TreeStore.open(rows, start).store();
                store.apply(new Advance(
                        store.head(), Deposits.deposits(count, 40), List.of(Deposits.point(40)), Deposits.block(40)));
                assertIsTree(store, 40);
                TreeStore.Opened again = TreeStore.open(rows, start);
                assertThat(again.report().isSound()).as(again.report().line()).isTrue();
                assertIsTree(again.store(), 40);
                assertThat(again.store().deposit(count - 1)).isEmpty();
                assertThat(again.store().deposit(count)).contains(Deposits.deposit(count));
            }
        }
    }

    @Test
    void aFailedCommitLeavesTheStateBeforeIt() {
        for (int count : COUNTS) {
            MemoryStore rows = new MemoryStore();
            TreeStore store = TreeStore.open(rows, LOGS).store();
            store.apply(Deposits.advance(0, count, 0));
            TreeStore failing = TreeStore.open(new BrokenDisk(rows, 0), LOGS).store();
            assertThatThrownBy(() -> failing.apply(Deposits.advance(count, count + 3, 0)))
                    .hasMessage("disk gone");
            assertIsTree(failing, count);
            assertIsTree(TreeStore.open(rows, LOGS).store(), count);
        }
    }

    @Test
    void aReorgTakesBackBlocksAboveFinalityAndNoOthers() {
        MemoryStore rows = new MemoryStore();
        TreeStore store = TreeStore.open(rows, LOGS).store();
        store.apply(Deposits.advance(0, 10, 4));
        Eth1Point other = new Eth1Point(Deposits.block(6, "fork"), 6);

        store.apply(new Advance(Deposits.point(5), List.of(Deposits.deposit(99)), List.of(other), Deposits.block(5)));

        DepositTree expected = Deposits.tree(5);
        expected.append(Deposits.deposit(99).root());
        assertThat(store.tree().root()).isEqualTo(expected.root());
        assertThat(store.head()).isEqualTo(other);
        assertThat(store.point(7)).isEmpty();
        assertThat(store.point(Deposits.block(6).hash())).isEmpty();
        assertThat(store.point(other.block().hash())).contains(other);
        assertThat(TreeStore.open(rows, LOGS).report().isSound()).isTrue();
        assertThatThrownBy(() -> store.apply(new Advance(Deposits.point(4), List.of(), List.of(), Deposits.block(5))))
                .hasMessageContaining("below the final 5");
        assertThatThrownBy(() -> store.apply(Deposits.advance(7, 8, 7))).hasMessageContaining("not on the followed");
    }

    /** D28: whatever single row is damaged or gone, the store says so and begins again, or the damage is of no account. */
    @Test
    void damagedRowsAreFoundAndDropped() {
        Seeds.forEach(300, random -> {
            MemoryStore rows = new MemoryStore();
            int count = random.between(1, 33);
            TreeStore.open(rows, LOGS).store().apply(Deposits.advance(0, count, random.nextInt(count)));
            List<Entry> all;
            try (Stream<Entry> entries = rows.range(Table.DEPOSIT, Bytes.EMPTY, Bytes.of(3))) {
                all = entries.toList();
            }
            Entry victim = random.pick(all);
            Bytes damaged = random.damage(victim.value());
            Batch batch = random.oneIn(4)
                    ? new Batch().delete(Table.DEPOSIT, victim.key())
                    : new Batch().put(Table.DEPOSIT, victim.key(), damaged);
            boolean positionGone = victim.key().equals(Rows.POSITION)
                    && batch.operations().getFirst() instanceof Batch.Operation.Delete;
            boolean same = damaged.equals(victim.value());
            rows.commit(batch, Durability.SYNCED);

            TreeStore.Opened opened = TreeStore.open(rows, LOGS);

            if (opened.report().isSound() && !positionGone && !same) {
                // Only a block's number, hash or time may differ: the eth1 chain is asked for that one.
                assertThat(victim.key()).isEqualTo(Rows.POSITION);
                assertThat(opened.store().tree().root())
                        .isEqualTo(Deposits.tree(count).root());
            } else if (!same) {
                assertIsTree(opened.store(), 0);
                assertThat(TreeStore.open(rows, LOGS).report().isSound()).isTrue();
            }
        });
    }

    /** The store as 2021's bug would have left it: leaf 0 zero, a true count, everything above computed from it. */
    @Test
    void aSkippedDepositZeroIsFound() {
        for (int count : List.of(1, 2, 3, 33)) {
            MemoryStore rows = new MemoryStore();
            TreeStore.open(rows, LOGS).store().apply(Deposits.advance(0, count, 0));
            DepositTree wrong = DepositTree.empty();
            wrong.append(Hash.ZERO);
            Deposits.deposits(1, count).forEach(deposit -> wrong.append(deposit.root()));
            Batch batch = new Batch();
            wrong.keep((height, index, node) -> batch.put(Table.DEPOSIT, Rows.node(height, index), node.bytes()));
            batch.put(
                    Table.DEPOSIT,
                    Rows.POSITION,
                    new Position(
                                    Start.Source.LOGS,
                                    io.vigil.deposits.Frontier.EMPTY,
                                    wrong.frontier(),
                                    wrong.root(),
                                    Deposits.block(0),
                                    Deposits.block(count))
                            .encode());
            rows.commit(batch, Durability.SYNCED);

            AuditReport report = TreeStore.open(rows, LOGS).report();

            assertThat(report.verdict()).isEqualTo(new Verdict.Damaged("leaf 0 is zero"));
            assertThat(report.line()).contains("count=" + count, "verdict=damaged: leaf 0 is zero");
        }
    }

    @Test
    void theContractsAnswerIsComparedWithTheOwnOne() {
        MemoryStore rows = new MemoryStore();
        TreeStore store = TreeStore.open(rows, LOGS).store();
        store.apply(Deposits.advance(0, 3, 0));
        AuditReport report = store.audit();

        assertThat(report.against(store.data(store.head())).isSound()).isTrue();
        io.vigil.deposits.Eth1Data other = new io.vigil.deposits.Eth1Data(
                3, Deposits.block(3).hash(), Deposits.tree(2).root(), 3);
        assertThat(report.against(other).verdict()).isEqualTo(new Verdict.ContractDiffers(other));
    }

    /** What {@code kill -9} leaves is what the files held at that instant: a copy taken while the store is open. */
    @Test
    void aKilledProcessLeavesAWholeTree(@TempDir Path folder) throws IOException {
        Path live = folder.resolve("live");
        try (RocksStore rows = RocksStore.open(live, StoreSizes.DEV.withReserve(0))) {
            TreeStore store = TreeStore.open(rows, LOGS).store();
            long at = 0;
            for (int count : COUNTS) {
                store.apply(Deposits.advance(at, count, at));
                at = count;
                Path killed = folder.resolve("killed" + count);
                copy(live, killed);
                try (RocksStore left = RocksStore.open(killed, StoreSizes.DEV.withReserve(0))) {
                    TreeStore.Opened opened = TreeStore.open(left, LOGS);
                    assertThat(opened.report().isSound())
                            .as(opened.report().line())
                            .isTrue();
                    assertIsTree(opened.store(), count);
                }
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void assertIsTree(TreeStore store, int count) {
        DepositTree whole = Deposits.tree(count);
        assertThat(store.tree().count()).isEqualTo(count);
        assertThat(store.tree().root()).isEqualTo(whole.root());
        assertThat(store.tree().frontier()).isEqualTo(whole.frontier());
        for (long index = store.tree().finalizedCount(); index < count; index += 5) {
            assertThat(store.tree().proof(index, count)).isEqualTo(whole.proof(index, count));
        }
    }
}
