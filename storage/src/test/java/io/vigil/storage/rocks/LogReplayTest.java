package io.vigil.storage.rocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.storage.Entry;
import io.vigil.storage.StorageException;
import io.vigil.storage.Table;
import io.vigil.types.testing.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.IngestExternalFileOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteOptions;

/** What RocksDB itself makes of the same log is what is expected. */
class LogReplayTest {
    private static final int PART_BYTES = 1 << 20;

    @TempDir
    private Path home = Path.of("set by JUnit");

    @Test
    void aLongLogHasTheRowsThatRocksDbFindsInIt() throws IOException, RocksDBException {
        LongLog log = new LongLog(home, 1);

        try (RocksStore store = RocksStore.open(log.copy("opened"), LongLog.ROOMY)) {
            assertThat(RocksStore.logBytes(home.resolve("opened"))).isLessThan(1 << 20);
            assertThat(store.walDamage()).isEmpty();
            assertThat(LongLog.rows(store)).isEqualTo(log.expected());
        }
        assertThat(LongLog.names(home.resolve("opened"))).noneMatch(name -> name.startsWith("replay"));
    }

    @Test
    void partsThatEndAnywhereKeepTheOrderOfTheLog() {
        Seeds.forEach(2, random -> {
            LongLog log = new LongLog(home, random.seed());
            Path folder = log.copy("parts-" + random.seed());
            int partBytes = random.between(1, PART_BYTES);
            try (StagedLog staged = StagedLog.in(folder)) {
                LogReplay.stage(folder, LongLog.ROOMY, LongLog.TAIL, staged, partBytes);
                staged.takeIn(LongLog.ROOMY);
            }
            assertThat(LongLog.rowsByRocksDb(folder, LongLog.TAIL))
                    .isEqualTo(LongLog.rowsByRocksDb(log.copy("plain-" + random.seed()), LongLog.TAIL));
        });
    }

    /** As a crash after any of them leaves it; the one it fell on is taken in again. */
    @Test
    void filesAreTakenInFromWhereACrashFell() throws IOException, RocksDBException {
        LongLog log = new LongLog(home, 2);
        Map<Table, List<Entry>> expected = log.expected();
        Path staged = log.copy("staged");
        stage(staged);
        List<String> files = LongLog.names(staged).stream()
                .filter(name -> name.startsWith("replay-"))
                .toList();
        assertThat(files).hasSizeGreaterThan(50);
        for (int taken = 0; taken <= files.size(); taken += 17) {
            Path folder = LongLog.copy(staged, home.resolve("taken-" + taken));
            takeIn(folder, files.subList(0, taken));
            try (RocksStore store = RocksStore.open(folder, LongLog.ROOMY)) {
                assertThat(LongLog.rows(store)).as("%d taken in", taken).isEqualTo(expected);
            }
        }
    }

    @Test
    void whatWasStagedOnlyInPartIsStagedAnew() throws IOException, RocksDBException {
        LongLog log = new LongLog(home, 3);
        Path folder = log.copy("opened");
        Files.write(folder.resolve("replay-000001-ACCT"), new byte[10]);
        Files.write(folder.resolve("replay-000099-NODE"), new byte[10]);

        try (RocksStore store = RocksStore.open(folder, LongLog.ROOMY)) {
            assertThat(LongLog.rows(store)).isEqualTo(log.expected());
        }
        assertThat(LongLog.names(home.resolve("opened"))).noneMatch(name -> name.startsWith("replay"));
    }

    @Test
    void aTornOrDamagedLogIsJudgedAsRocksDbJudgesIt() throws IOException {
        LongLog log = new LongLog(home, 4);
        Seeds.forEach(6, random -> {
            Path folder = log.copy("damaged-" + random.seed());
            Path file = LongLog.log(folder);
            byte[] bytes = Files.readAllBytes(file);
            boolean torn = random.nextBoolean();
            if (torn) {
                bytes = Arrays.copyOf(bytes, bytes.length - random.between(1, 2 << 20));
            } else {
                bytes[random.nextInt(bytes.length)] ^= 4;
            }
            Files.write(file, bytes);
            Path plain = LongLog.copy(folder, home.resolve("plain-" + random.seed()));

            try (RocksStore store = RocksStore.open(folder, LongLog.ROOMY)) {
                assertThat(store.walDamage().isPresent()).isEqualTo(!torn);
                assertThat(LongLog.rows(store))
                        .isEqualTo(LongLog.rowsByRocksDb(
                                plain, torn ? LongLog.TAIL : WALRecoveryMode.PointInTimeRecovery));
            }
        });
    }

    /** None of ours: RocksDB knows more kinds of rows. */
    @Test
    void aRowThatIsNeverWrittenIsRefused() throws IOException, RocksDBException {
        Path folder = home.resolve("chain");
        Database database = Database.open(folder, LongLog.ROOMY, LongLog.TAIL, true);
        try (WriteOptions buffered = new WriteOptions()) {
            for (int row = 0; row < 20; row++) {
                database.db.put(database.family(Table.ACCT), buffered, new byte[] {1}, new byte[1 << 20]);
            }
            database.db.singleDelete(database.family(Table.ACCT), buffered, new byte[] {1});
            LongLog.copy(folder, home.resolve("killed"));
        } finally {
            database.close();
        }

        assertThatThrownBy(() -> RocksStore.open(home.resolve("killed"), LongLog.ROOMY))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(StorageException.Reason.DAMAGED))
                .hasMessageContaining(
                        LongLog.log(home.resolve("killed")).getFileName().toString());
        assertThat(RocksStore.logBytes(home.resolve("killed"))).isGreaterThan(20 << 20);
    }

    @Test
    void whatIsStagedIsReadByNobodyBeforeItIsTakenIn() throws IOException, RocksDBException {
        LongLog log = new LongLog(home, 5);
        Path folder = log.copy("staged");
        try (StagedLog staged = StagedLog.in(folder)) {
            LogReplay.stage(folder, LongLog.ROOMY, LongLog.TAIL, staged, PART_BYTES);

            assertThatThrownBy(() -> StoreReading.open(folder, LongLog.ROOMY)).hasMessageContaining("start the node");
            assertThatThrownBy(() -> RocksStore.open(folder, LongLog.ROOMY))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            e -> assertThat(e.reason()).isEqualTo(StorageException.Reason.IN_USE));
        }
        RocksStore.open(folder, LongLog.ROOMY).close();
        StoreReading.open(folder, LongLog.ROOMY).close();
    }

    private void stage(Path folder) throws RocksDBException {
        try (StagedLog staged = StagedLog.in(folder)) {
            LogReplay.stage(folder, LongLog.ROOMY, LongLog.TAIL, staged, PART_BYTES);
        }
    }

    private static void takeIn(Path folder, List<String> files) throws RocksDBException, IOException {
        Database database = Database.openThrough(
                new StagedLog.Dropping(Long.MAX_VALUE, true),
                folder,
                LongLog.ROOMY,
                WALRecoveryMode.PointInTimeRecovery,
                false);
        try (IngestExternalFileOptions moving = new IngestExternalFileOptions().setMoveFiles(true)) {
            for (String name : files) {
                boolean last = name.equals(files.getLast());
                Path file = folder.resolve(name);
                if (last) {
                    Files.copy(file, folder.resolve("kept"));
                }
                Table table = Table.valueOf(name.substring(name.lastIndexOf('-') + 1));
                database.db.ingestExternalFile(database.family(table), List.of(file.toString()), moving);
                if (last) {
                    Files.move(folder.resolve("kept"), file);
                }
            }
        } finally {
            database.close();
        }
    }
}
