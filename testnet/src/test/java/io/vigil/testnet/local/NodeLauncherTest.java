package io.vigil.testnet.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process finds that {@link NodeLauncher} starts. */
class NodeLauncherTest {
    @TempDir
    private Path folder = Path.of("set by JUnit");

    /** Says where it may write and waits to be killed. */
    static final class Sleeper {
        private Sleeper() {}

        public static void main(String[] args) throws IOException {
            System.out.println(System.getProperty("java.io.tmpdir"));
            System.in.read();
        }
    }

    @Test
    void aKilledProcessLeavesNothingBehindForLongerThanToTheNextStart() throws Exception {
        Process first = start();
        Path its = scratch(first);
        assertThat(its).isDirectory().isEqualTo(ScratchFolders.ofThisProcess().of(first.pid()));

        first.destroyForcibly().waitFor();
        Process second = start();

        assertThat(scratch(second)).isDirectory();
        assertThat(its).doesNotExist();
        second.destroyForcibly().waitFor();
        ScratchFolders.ofThisProcess().clear();
    }

    private Process start() {
        return NodeLauncher.ofThisProcess(Sleeper.class).startWithPipes(List.of(), folder.resolve("console"));
    }

    private static Path scratch(Process process) throws IOException {
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        return Path.of(String.valueOf(said.readLine()));
    }
}
