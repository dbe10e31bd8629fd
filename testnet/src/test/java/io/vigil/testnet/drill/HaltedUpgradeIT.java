package io.vigil.testnet.drill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R1.6: a chain that stands still is upgraded by a plan, and bad plans are refused; G38: who lacks the version is silent. */
class HaltedUpgradeIT {
    private static final int RPC_PORT = 27_845;

    @TempDir
    private Path folder;

    @Test
    void aPlanBringsBlocksOfTheNewVersionAndWhoWasOffComesBackWithoutIt() throws Exception {
        DrillReport report = HaltedUpgradeDrill.run(folder.resolve("drill"), RPC_PORT, System.out::println);
        JsonNode measured = report.measured();

        assertThat(measured.path("refused").asText())
                .contains("below this validator's lock", "short", "forged", "stale");
        assertThat(measured.path("shortPlanRefusedToStart").asBoolean()).isTrue();
        assertThat(measured.path("sameBlockEverywhere").asBoolean()).isTrue();
        assertThat(measured.path("oldReleaseStayedReadOnlyAndSilent").asBoolean())
                .isTrue();
        assertThat(measured.path("whoWasOffCameBackWithoutFile").asBoolean()).isTrue();
        assertThat(report.survived()).isTrue();
    }
}
