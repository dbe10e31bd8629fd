package io.vigil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** I3, phase 2, as an operator types it: half of the stores are lost and come back from a peer's proved snapshot. */
class NullTargetIT {
    private static final String RPC_PORT = "26545";

    @TempDir
    private Path folder;

    @Test
    void halfOfTheStoresComeBackAndBlocksWithTheLastThatAQuorumNeeds() throws Exception {
        StringWriter out = new StringWriter();
        Shell shell =
                new Shell(new PrintWriter(out), new PrintWriter(System.out, true, StandardCharsets.UTF_8), Map.of());
        int code = new Main(shell)
                .run(
                        "drill",
                        "null-target",
                        "--phase",
                        "2",
                        "--json",
                        "--dir",
                        folder.resolve("drill").toString(),
                        "--rpc-port",
                        RPC_PORT);

        JsonNode report = new ObjectMapper().readTree(out.toString());
        JsonNode stores = report.path("measured").path("lostStores");
        assertThat(code).as(out.toString()).isZero();
        assertThat(report.path("survived").asBoolean()).isTrue();
        assertThat(stores.path("damaged"))
                .extracting(node -> node.path("exitCode").asInt())
                .containsExactly(78, 78);
        assertThat(stores.path("signerRecordsUntouched").asBoolean()).isTrue();
        assertThat(stores.path("blocksWithoutQuorum").asLong()).isZero();
        assertThat(stores.path("quorumAgain").path("running").asInt()).isEqualTo(3);
        assertThat(stores.path("snapshot").path("block").asLong())
                .isEqualTo(stores.path("lastBlock").asLong() - 1);
    }
}
