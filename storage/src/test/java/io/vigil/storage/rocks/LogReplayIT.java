package io.vigil.storage.rocks;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.storage.Entry;
import io.vigil.storage.Table;
import io.vigil.types.testing.Countdown;
import io.vigil.types.testing.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDBException;

/** Kills processes while they replay a long log; {@code -Dvigil.kills=N} for more. As a program it is such a process: {@code FOLDER}. */
class LogReplayIT {
    private static final int KILLS = Integer.getInteger("vigil.kills", 50) / 4;
    private static final int KILLED = 128 + 9;
    private static final int PART_BYTES = 1 << 20;

    /** About as many as a log of that length gives in parts of that size. */
    private static final int FILES = 85;

    @TempDir
    private Path home = Path.of("set by JUnit");

    public static void main(String[] args) throws RocksDBException {
        Path folder = Path.of(args[0]);
        try (StagedLog staged = StagedLog.in(folder)) {
            if (!staged.isComplete()) {
                LogReplay.stage(folder, LongLog.ROOMY, LongLog.TAIL, staged, PART_BYTES);
            }
            staged.takeIn(LongLog.ROOMY);
        }
        RocksStore.open(folder, LongLog.ROOMY);
        Runtime.getRuntime().halt(0);
    }

    @Test
    void aReplayThatIsKilledAnywhereIsEndedByTheNext() throws IOException, RocksDBException {
        Seeds random = Seeds.of(1);
        LongLog log = new LongLog(home, 1);
        Map<Table, List<Entry>> expected = log.expected();
        Countdown countdown = new Countdown("kills of a replay", KILLS);
        int kills = 0;
        for (int store = 0; kills < KILLS; store++) {
            Path folder = log.copy("store-" + store);
            while (isKilled(folder, random)) {
                kills++;
                countdown.step();
            }
            try (RocksStore opened = RocksStore.open(folder, LongLog.ROOMY)) {
                assertThat(LongLog.rows(opened)).isEqualTo(expected);
            }
        }
    }

    /** Either while files are staged, or while they are taken in, or not at all if the process is too fast. */
    private static boolean isKilled(Path folder, Seeds random) throws IOException {
        boolean taken = random.nextBoolean();
        int files = random.nextInt(FILES);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LogReplayIT.class.getName(),
                        folder.toString())
                .inheritIO()
                .start();
        while (process.isAlive()) {
            List<String> names = LongLog.names(folder);
            long found =
                    names.stream().filter(name -> name.startsWith("replay-")).count();
            boolean staged = names.stream().anyMatch(name -> name.startsWith("replayed-"));
            if (taken ? staged && found <= files : !staged && found >= files) {
                process.destroyForcibly();
            }
            Thread.onSpinWait();
        }
        int exit = process.onExit().join().exitValue();
        assertThat(exit).isIn(0, KILLED);
        return exit == KILLED;
    }
}
