package io.vigil.storage.append;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.storage.StorageException;
import io.vigil.types.Bytes;
import io.vigil.types.testing.Seeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppendLogTest {
    private static final int SEGMENT = 4096;

    @TempDir
    private Path home = Path.of("set by JUnit");

    @Test
    void givesBackWhatWasAppendedInOrderAndNumbered() {
        SimulatedFolder folder = new SimulatedFolder();
        try (AppendLog log = AppendLog.open(folder, SEGMENT, record -> {})) {
            assertThat(log.append(List.of(Bytes.of(1), Bytes.EMPTY))).isEqualTo(1);
            assertThat(log.append(List.of())).isEqualTo(3);
            assertThat(log.append(List.of(Bytes.of(3)))).isEqualTo(3);
        }
        List<AppendLog.Numbered> read = new ArrayList<>();

        assertThat(AppendLog.read(folder, read::add)).isEqualTo(new Ending.Whole());
        assertThat(read)
                .containsExactly(
                        new AppendLog.Numbered(1, Bytes.of(1)),
                        new AppendLog.Numbered(2, Bytes.EMPTY),
                        new AppendLog.Numbered(3, Bytes.of(3)));
    }

    @Test
    void oneAppendIsOneSync() {
        SimulatedFolder folder = new SimulatedFolder();
        AppendLog log = AppendLog.open(folder, SEGMENT, record -> {});
        long before = folder.effects();
        log.append(List.of(Bytes.of(1), Bytes.of(2), Bytes.of(3)));

        assertThat(folder.effects() - before).isEqualTo(2);
    }

    @Test
    void rotatesAndDropsOldSegments() {
        SimulatedFolder folder = new SimulatedFolder();
        AppendLog log = AppendLog.open(folder, SEGMENT, record -> {});
        for (int i = 0; i < 20; i++) {
            log.append(List.of(Bytes.wrap(new byte[1000])));
        }
        assertThat(folder.names()).hasSize(7);
        log.dropBefore(12);
        assertThat(folder.names()).hasSize(4);
        log.rotate();
        log.rotate();
        log.append(List.of(Bytes.of(9)));
        log.dropBefore(21);
        List<AppendLog.Numbered> read = new ArrayList<>();
        AppendLog again = AppendLog.open(folder, SEGMENT, read::add);

        assertThat(read).containsExactly(new AppendLog.Numbered(21, Bytes.of(9)));
        assertThat(again.nextSequence()).isEqualTo(22);
    }

    @Test
    void aRecordIsFoundByItsNumberUntilItIsDropped() {
        SimulatedFolder folder = new SimulatedFolder();
        AppendLog log = AppendLog.open(folder, SEGMENT, record -> {});
        for (int i = 1; i <= 20; i++) {
            log.append(List.of(Bytes.wrap(new byte[900 + i]), Bytes.of(i)));
        }
        log.dropBefore(12);

        for (int i = 7; i <= 20; i++) {
            assertThat(log.read(2L * i)).contains(Bytes.of(i));
        }
        assertThat(log.read(1)).isEmpty();
        assertThat(log.read(41)).isEmpty();
    }

    @Test
    void bigRecordsGetASegmentOfTheirOwn() {
        SimulatedFolder folder = new SimulatedFolder();
        AppendLog log = AppendLog.open(folder, SEGMENT, record -> {});
        log.append(List.of(Bytes.wrap(new byte[3 * SEGMENT])));
        log.append(List.of(Bytes.wrap(new byte[3 * SEGMENT])));

        assertThat(folder.names()).hasSize(2);
        assertThatThrownBy(() -> log.append(List.of(Bytes.wrap(new byte[AppendLog.MAX_APPEND_BYTES]))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void afterACrashAtAnyEffectEveryAcknowledgedRecordIsThereAndNothingIsTakenForDamage() {
        Seeds.forEach(400, random -> {
            SimulatedFolder folder = new SimulatedFolder();
            List<Bytes> appended = new ArrayList<>();
            for (int life = 0; life < 6; life++) {
                folder.dieAtEffect(folder.effects() + random.between(1, 30));
                int acknowledged = live(random, folder, appended);
                folder = random.oneIn(3) ? folder.kill() : folder.crash(generator(random));
                List<Bytes> found = new ArrayList<>();
                AppendLog.open(folder, SEGMENT, record -> found.add(record.payload()))
                        .close();

                assertThat(found.size()).isBetween(acknowledged, appended.size());
                assertThat(found).isEqualTo(appended.subList(0, found.size()));
                appended.subList(found.size(), appended.size()).clear();
            }
        });
    }

    /** Opens and appends until the process dies; returns how many records were acknowledged. */
    private static int live(Seeds random, SimulatedFolder folder, List<Bytes> appended) {
        int acknowledged = appended.size();
        try {
            AppendLog log = AppendLog.open(folder, SEGMENT, record -> {});
            while (true) {
                List<Bytes> records = new ArrayList<>();
                for (int i = random.nextInt(3); i >= 0; i--) {
                    records.add(random.bytes(random.oneIn(4) ? random.nextInt(3000) : random.nextInt(100)));
                }
                appended.addAll(records);
                log.append(records);
                acknowledged = appended.size();
            }
        } catch (StorageException e) {
            return acknowledged;
        }
    }

    @Test
    void aFullDiskLosesNothingThatWasAcknowledged() {
        Seeds.forEach(100, random -> {
            SimulatedFolder folder = new SimulatedFolder();
            folder.limit(random.between(100, 20_000));
            List<Bytes> appended = new ArrayList<>();
            int acknowledged = live(random, folder, appended);
            SimulatedFolder roomy = folder.kill();
            List<Bytes> found = new ArrayList<>();
            AppendLog log = AppendLog.open(roomy, SEGMENT, record -> found.add(record.payload()));

            assertThat(found.size()).isEqualTo(acknowledged);
            assertThat(log.append(List.of(Bytes.of(1)))).isEqualTo(acknowledged + 1);
        });
    }

    @Test
    void aLogThatFailedTakesNoMore() {
        SimulatedFolder folder = new SimulatedFolder();
        AppendLog log = AppendLog.open(folder, SEGMENT, record -> {});
        folder.limit(30);

        assertThatThrownBy(() -> log.append(List.of(Bytes.wrap(new byte[100]))))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(StorageException.Reason.FULL));
        folder.limit(Long.MAX_VALUE);
        assertThatThrownBy(() -> log.append(List.of(Bytes.of(1)))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void everyFlippedBitOfASyncedLogIsFound() {
        SimulatedFolder folder = filled();
        int refused = 0;
        for (String name : folder.names()) {
            byte[] bytes = folder.read(name).toArray();
            for (int bit = 0; bit < bytes.length * 8; bit++) {
                bytes[bit / 8] ^= (byte) (1 << bit % 8);
                refused += assertRefused(folder, name, Bytes.copyOf(bytes), "bit " + bit + " of " + name);
                bytes[bit / 8] ^= (byte) (1 << bit % 8);
            }
        }
        assertThat(refused)
                .isEqualTo(8
                        * folder.names().stream()
                                .mapToInt(n -> folder.read(n).size())
                                .sum());
    }

    @Test
    void aMissingSegmentIsFound() {
        SimulatedFolder folder = filled();
        SimulatedFolder damaged = folder.kill();
        damaged.delete(folder.names().get(1));

        assertThatThrownBy(() -> AppendLog.open(damaged, SEGMENT, record -> {}))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(folder.names().get(2))
                .hasMessageContaining("missing");
    }

    @Test
    void aCutInAnOlderSegmentIsDamageAndInTheLastATornTail() {
        SimulatedFolder folder = filled();
        List<String> names = folder.names();
        Bytes older = folder.read(names.getFirst());
        assertRefused(folder, names.getFirst(), older.slice(0, older.size() - 1), "cut");

        SimulatedFolder torn = folder.kill();
        Bytes last = folder.read(names.getLast());
        torn.overwrite(names.getLast(), last.slice(0, last.size() - 1));
        AppendLog log = AppendLog.open(torn, SEGMENT, record -> {});
        assertThat(log.found()).isInstanceOf(Ending.Torn.class);
        assertThat(AppendLog.read(torn, record -> {})).isEqualTo(new Ending.Whole());
    }

    /** Three segments with records as the signer writes them. */
    private static SimulatedFolder filled() {
        SimulatedFolder folder = new SimulatedFolder();
        Seeds random = Seeds.of(5);
        AppendLog log = AppendLog.open(folder, 700, record -> {});
        for (int i = 0; i < 8; i++) {
            log.append(List.of(random.bytes(200)));
        }
        assertThat(folder.names()).hasSizeGreaterThan(2);
        return folder;
    }

    private static int assertRefused(SimulatedFolder folder, String name, Bytes content, String what) {
        SimulatedFolder damaged = folder.kill();
        damaged.overwrite(name, content);
        Ending ending = AppendLog.read(damaged, record -> {});
        assertThat(ending).as(what).isInstanceOf(Ending.Damaged.class);
        assertThat(((Ending.Damaged) ending).file()).as(what).isEqualTo(name);
        return 1;
    }

    @Test
    void worksOnADiskAndLocksItsFolder() {
        try (DiskFolder folder = DiskFolder.open(home.resolve("signer"))) {
            AppendLog log = AppendLog.open(folder, SEGMENT, record -> {});
            log.append(List.of(Bytes.of(1)));
            log.rotate();
            log.append(List.of(Bytes.of(2)));
            log.dropBefore(2);
            log.close();
            assertThatThrownBy(() -> DiskFolder.open(home.resolve("signer")))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            e -> assertThat(e.reason()).isEqualTo(StorageException.Reason.IN_USE));
        }
        List<AppendLog.Numbered> read = new ArrayList<>();
        assertThat(AppendLog.read(DiskFolder.forReading(home.resolve("signer")), read::add))
                .isEqualTo(new Ending.Whole());
        assertThat(read).containsExactly(new AppendLog.Numbered(2, Bytes.of(2)));
    }

    private static RandomGenerator generator(Seeds random) {
        return random::nextLong;
    }
}
