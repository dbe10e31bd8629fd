package io.vigil.testnet.drill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R1.1: however many views a node is behind, one certificate brings it into the present one. The drill in small. */
class ViewGapIT {
    /** The drill itself asks for a second; a busy machine gets more, far from what walking would take. */
    private static final long LIMIT_MS = 10_000;

    private static final int RPC_PORT = 27_545;

    @TempDir
    private Path folder;

    @Test
    void whoeverIsBehindByAnyNumberOfViewsHelpsToMakeTheNextBlockAtOnce() throws Exception {
        DrillReport report =
                ViewGapDrill.run(folder.resolve("drill"), RPC_PORT, new ViewGapDrill.Size(40, 1), System.out::println);

        assertThat(report.measured().path("buildUp").path("views").asLong()).isGreaterThanOrEqualTo(40);
        JsonNode lines = report.measured().path("lines");
        assertThat(lines).hasSize(6);
        for (JsonNode line : lines) {
            assertThat(line.path("medianMs").asLong())
                    .as(line.path("name").asText())
                    .isLessThan(LIMIT_MS);
        }
        assertThat(lines.get(2).path("view").asLong()).isGreaterThan(1_000_000);
    }
}
