package io.vigil.testnet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R2.9: all restarted at once and most far behind, nobody is left behind. */
class RestartIT {
    private static final int RPC_PORT = 21_645;

    @TempDir
    private Path folder;

    @Test
    void allValidatorsCatchUpFromOneAndMakeBlocksAgain() throws Exception {
        RestartBench.Report report = RestartBench.run(
                new RestartBench.Plan(folder.resolve("net"), RPC_PORT, 4, 300, Duration.ofSeconds(120)),
                System.out::println);

        assertThat(report.syncedSeconds()).hasSize(3);
        assertThat(report.firstBlockSeconds()).isPositive();
    }
}
