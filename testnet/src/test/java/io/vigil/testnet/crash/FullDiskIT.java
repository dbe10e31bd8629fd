package io.vigil.testnet.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullDiskIT {
    private static final int RPC_PORT = 29_665;
    private static final String MOUNT = "mount -t tmpfs -o size=420m none \"$0\" && cd \"$0\""
            + " && mkdir lower upper work overlay"
            + " && mount -t overlay none -o lowerdir=lower,upperdir=upper,workdir=work overlay && exec \"$@\"";

    @TempDir
    private Path folder = Path.of("set by JUnit");

    @Test
    void aVolatileSignerIsRefusedAndAFullDiskEndsTheNodeWith74AndAWholeStoreAndRoomLetsItGoOn() throws Exception {
        assumeTrue(run("true").exit() == 0, "skipped: this system lets no user mount a file system of its own");
        Outcome outcome = run(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx200m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                FullDiskMain.class.getName(),
                folder.toString(),
                Integer.toString(RPC_PORT));
        System.out.println(outcome.text());

        assertThat(outcome.exit()).as(outcome.text()).isZero();
        assertThat(outcome.text().lines().filter(line -> line.contains("exit 74")))
                .hasSize(4);
        assertThat(outcome.text().lines().filter(line -> line.startsWith("store whole")))
                .hasSize(2);
    }

    private record Outcome(int exit, String text) {}

    /** In a user and mount namespace of its own, with a small file system in {@link #folder}. */
    private Outcome run(String... command) throws InterruptedException {
        List<String> all = new ArrayList<>(List.of("unshare", "-Urm", "sh", "-c", MOUNT, folder.toString()));
        all.addAll(List.of(command));
        try {
            Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(process.waitFor(), text);
        } catch (IOException e) {
            return new Outcome(-1, String.valueOf(e.getMessage()));
        }
    }
}
