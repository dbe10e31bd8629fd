package io.vigil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SimCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aSeedReplaysItsRun() throws Exception {
        String[] line = {"sim", "--seed", "7", "--views", "20", "--epoch-length", "3", "--spares", "2", "--json"};
        assertThat(run(line)).isZero();
        JsonNode first = result();
        assertThat(first.path("seeds").asInt()).isEqualTo(1);
        assertThat(first.path("failure").asText()).isEmpty();
        out.getBuffer().setLength(0);
        assertThat(run(line)).isZero();
        assertThat(result().path("events")).isEqualTo(first.path("events"));
        assertThat(result().path("simulatedSeconds")).isEqualTo(first.path("simulatedSeconds"));
    }

    @Test
    void aSmallSpaceIsExhausted() throws Exception {
        assertThat(run("sim", "--explore", "1", "--json")).isZero();
        assertThat(result().path("exhausted").asBoolean()).isTrue();
        assertThat(result().path("states").asLong()).isGreaterThan(100);
    }

    @Test
    void twinsArePlayed() throws Exception {
        assertThat(run("sim", "--twins", "5", "--json")).isZero();
        assertThat(result().path("scenarios").asInt()).isEqualTo(5);
        assertThat(result().path("blocks").asInt()).isPositive();
    }

    @Test
    void whatCannotBeRunIsSaid() {
        assertThat(run("sim", "--epoch-length", "1")).isEqualTo(2);
        assertThat(err.toString()).contains("--epoch-length 0 or at least 2");
        assertThat(run("sim", "--explore", "99")).isEqualTo(2);
        assertThat(err.toString()).contains("views 1 to 16");
    }

    private JsonNode result() throws Exception {
        return new ObjectMapper().readTree(out.toString());
    }

    private int run(String... args) {
        return new Main(new Shell(new PrintWriter(out), new PrintWriter(err), Map.of())).run(args);
    }
}
