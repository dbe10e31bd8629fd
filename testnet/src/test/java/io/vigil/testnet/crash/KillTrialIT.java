package io.vigil.testnet.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillTrialIT {
    private static final int RPC_PORT = 29_645;

    @TempDir
    private Path folder = Path.of("set by JUnit");

    @Test
    void aNodeThatDiesAtAnyPointOfABlocksLifeHasTheLastPublishedBlockOrTheNext() throws InterruptedException {
        int rounds = 1 + KillPoint.values().length;
        KillTrial.Report report = KillTrial.run(folder, 1, RPC_PORT, rounds, false, 1, System.out::println);
        System.out.println(report);

        assertThat(report.faults()).isEmpty();
        assertThat(report.deaths()).hasSize(rounds);
    }

    @Test
    void fourThatLosePowerAtOnceGoOnWithoutHelp() throws InterruptedException {
        int rounds = 3;
        KillTrial.Report report = KillTrial.run(folder, 4, RPC_PORT, rounds, true, 1, System.out::println);
        System.out.println(report);

        assertThat(report.faults()).isEmpty();
        assertThat(report.atPublished() + report.oneAhead()).isEqualTo(4 * rounds);
    }
}
