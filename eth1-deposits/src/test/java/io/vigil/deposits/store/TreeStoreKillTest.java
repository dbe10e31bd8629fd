package io.vigil.deposits.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.storage.rocks.RocksStore;
import io.vigil.storage.rocks.StoreSizes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** D26, R4.5: a process is killed while it writes the deposit after the 0th, 1st, 2nd, 3rd and 33rd. */
class TreeStoreKillTest {
    private static final Start LOGS = Start.ofLogs(Deposits.block(0));
    private static final StoreSizes SIZES = StoreSizes.DEV.withReserve(0);

    /** Appends a deposit for each line that it reads, and says how many there are. */
    static final class Appender {
        private Appender() {}

        public static void main(String[] args) throws IOException {
            BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            try (RocksStore rows = RocksStore.open(Path.of(args[0]), SIZES)) {
                TreeStore store = TreeStore.open(rows, LOGS).store();
                do {
                    System.out.println(store.tree().count());
                    if (lines.readLine() == null) {
                        return;
                    }
                    long count = store.tree().count();
                    store.apply(Deposits.advance(count, count + 1, count));
                } while (true);
            }
        }
    }

    @Test
    void aKilledProcessLeavesTheTreeOfEveryDepositItSpokeOf(@TempDir Path folder)
            throws IOException, InterruptedException {
        for (int killedAfter : List.of(0, 1, 2, 3, 33)) {
            long spoken = runAndKill(folder, killedAfter);

            assertThat(spoken).isEqualTo(killedAfter);
            try (RocksStore rows = RocksStore.open(folder, SIZES)) {
                TreeStore.Opened opened = TreeStore.open(rows, LOGS);
                assertThat(opened.report().isSound()).as(opened.report().line()).isTrue();
                long count = opened.store().tree().count();
                assertThat(count).isBetween(spoken, spoken + 1);
                assertThat(opened.store().tree().root())
                        .isEqualTo(Deposits.tree(count).root());
            }
        }
    }

    /** Kills it right after the order to write one more; gives what it said last before. */
    private static long runAndKill(Path folder, int killedAfter) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home", ""), "bin", "java")
                                .toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path", ""),
                        Appender.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                PrintStream orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8)) {
            long count = -1;
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                count = Long.parseLong(line);
                orders.println();
                if (count >= killedAfter) {
                    break;
                }
            }
            process.destroyForcibly();
            process.waitFor();
            return count;
        }
    }
}
