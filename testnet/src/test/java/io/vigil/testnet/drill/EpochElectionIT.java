package io.vigil.testnet.drill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R1.3: no state of the registry stops an election. The first kinds of damage of the drill, on a real network. */
class EpochElectionIT {
    private static final int RPC_PORT = 27_645;

    @TempDir
    private Path folder;

    @Test
    void aRecordThatIsGoneIsPassedOverAndTheNextEpochBegins() throws Exception {
        DrillReport report = EpochElectionDrill.run(folder.resolve("drill"), RPC_PORT, 2, System.out::println);

        JsonNode epochs = report.measured().path("epochs");
        assertThat(epochs).hasSize(2).allSatisfy(epoch -> {
            assertThat(epoch.path("nextEpochCame").asBoolean()).isTrue();
            assertThat(epoch.path("members").asInt()).isEqualTo(4);
        });
        assertThat(epochs.path(0).path("skipped").properties())
                .singleElement()
                .satisfies(entry -> assertThat(entry.getValue().asText()).isEqualTo("no record"));
        assertThat(report.measured().path("allNodesAgree").asBoolean()).isTrue();
    }
}
