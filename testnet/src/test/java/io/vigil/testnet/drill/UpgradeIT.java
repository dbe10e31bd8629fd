package io.vigil.testnet.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R1.4: an upgrade by vote and readiness, at one block everywhere, with one node left behind. */
class UpgradeIT {
    private static final int RPC_PORT = 27_745;

    @TempDir
    private Path folder;

    @Test
    void aVersionBeginsAtOneBlockEverywhereAndWhoWasLeftBehindComesBack() throws Exception {
        DrillReport report = UpgradeDrill.run(folder.resolve("drill"), RPC_PORT, true, System.out::println);

        assertThat(report.measured().path("sameBlockEverywhere").asBoolean()).isTrue();
        assertThat(report.measured().path("leftBehindStayedAt").asLong())
                .isEqualTo(report.measured().path("firstBlockOfVersion").asLong() - 1);
        assertThat(report.measured().path("leftBehindCameBack").asBoolean()).isTrue();
        assertThat(report.survived()).isTrue();
    }
}
