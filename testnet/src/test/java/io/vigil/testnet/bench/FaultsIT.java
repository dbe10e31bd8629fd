package io.vigil.testnet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four real processes on bad links and beside a peer that keeps to no rule, a minute in all. */
class FaultsIT {
    private static final int RPC_PORT = 29_745;

    @TempDir
    private Path folder;

    @Test
    void aNetworkGoesOnAfterEachFaultAndBesideAFlood() throws Exception {
        NetworkTrial.Report report =
                NetworkTrial.run(folder.resolve("net"), RPC_PORT, NetworkTrial.Times.brief(), System.out::println);

        assertThat(report.lines()).hasSize(12);
        for (JsonNode line : report.lines()) {
            if (line.has("ratio")) { // in seven seconds are too few blocks for a rate: the command alone judges that
                assertThat(line.path("blocksMeanwhile").asLong()).as("%s", line).isPositive();
            } else {
                assertThat(line.path("held").asBoolean()).as("%s", line).isTrue();
            }
        }
        assertThat(hostile(report))
                .allSatisfy(line -> assertThat(line.path("framesSent").asLong())
                        .as("%s", line)
                        .isPositive());
    }

    private static List<JsonNode> hostile(NetworkTrial.Report report) {
        return StreamSupport.stream(report.lines().spliterator(), false)
                .filter(line -> line.has("framesSent"))
                .toList();
    }
}
