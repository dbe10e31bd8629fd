package io.vigil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.node.keys.NodeKey;
import io.vigil.node.time.TimeServer;
import io.vigil.timesync.Reading;
import io.vigil.timesync.udp.RoughtimeServer;
import io.vigil.timesync.udp.ServedTime;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClockCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<TimeServer> servers = new ArrayList<>();

    @AfterEach
    void close() {
        servers.forEach(TimeServer::close);
    }

    @Test
    void honestServersAgreeAndThereIsNoEvidence() throws Exception {
        Path list = serve(Duration.ZERO, Duration.ZERO, Duration.ZERO);

        assertThat(run("clock", "check", "--roughtime", list.toString(), "--home", folder.toString()))
                .isZero();
        assertThat(out.toString()).contains("s2").contains("AGREES").contains("a majority of the sources agrees");
        assertThat(run("clock", "evidence", "--home", folder.toString())).isZero();
        assertThat(out.toString()).contains("no evidence");
    }

    @Test
    void aLiarIsNamedAndProved() throws Exception {
        Path list = serve(Duration.ZERO, Duration.ofDays(1), Duration.ZERO);

        assertThat(run("clock", "check", "--json", "--roughtime", list.toString(), "--home", folder.toString()))
                .isEqualTo(1);
        assertThat(out.toString())
                .containsPattern("\"name\" : \"s1\",\\s+\"operator\" : \"s1\",\\s+\"tier\" : \"roughtime\",\\s+"
                        + "\"verdict\" : \"LIES_OUTSIDE\"");
        assertThat(run("clock", "evidence", "--home", folder.toString())).isZero();
        assertThat(out.toString()).contains("PROVES that a server lied");
    }

    @Test
    void aFileThatProvesNothingEndsWith1() throws Exception {
        Path file = Files.writeString(folder.resolve("report.json"), "{\"responses\": []}");

        assertThat(run("clock", "evidence", file.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("no evidence");
    }

    @Test
    void checkWithoutAnyServerIsAWrongCommandLine() {
        assertThat(run("clock", "check", "--home", folder.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("no time server is named");
    }

    private Path serve(Duration... offsets) throws Exception {
        StringBuilder entries = new StringBuilder();
        for (int i = 0; i < offsets.length; i++) {
            Duration offset = offsets[i];
            TimeServer server = new TimeServer(
                    NodeKey.generate(new SecureRandom()),
                    () -> Optional.of(
                            new ServedTime.Now(Reading.nanos(Instant.now().plus(offset)), 0)),
                    RoughtimeServer.Limits.DEFAULT);
            servers.add(server);
            InetSocketAddress address = server.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            entries.append(i == 0 ? "" : ",")
                    .append(
                            "{\"name\": \"s%d\", \"version\": 1, \"publicKey\": \"%s\", \"addresses\": [{\"address\": \"127.0.0.1:%d\"}]}"
                                    .formatted(
                                            i,
                                            Base64.getEncoder()
                                                    .encodeToString(
                                                            server.publicKey().toArray()),
                                            address.getPort()));
        }
        return Files.writeString(folder.resolve("list.json"), "{\"servers\": [" + entries + "]}");
    }

    private int run(String... args) {
        return new Main(new Shell(new PrintWriter(out), new PrintWriter(err), Map.of())).run(args);
    }
}
