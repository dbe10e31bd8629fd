package io.vigil.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.node.admin.AdminServer;
import io.vigil.node.admin.AdminToken;
import io.vigil.node.config.ConfigSources;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.Settings;
import io.vigil.node.keys.NodeKey;
import io.vigil.node.rpc.json.Dispatcher;
import io.vigil.node.rpc.json.MethodTable;
import io.vigil.node.rpc.json.RpcObserver;
import io.vigil.node.time.ClockMethods;
import io.vigil.node.time.TimeServer;
import io.vigil.node.time.Timekeeper;
import io.vigil.timesync.Alarm;
import io.vigil.timesync.ClockStatus;
import io.vigil.timesync.Reading;
import io.vigil.timesync.clock.ClockJournal;
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
import java.util.TreeMap;
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

    @Test
    void aRunningNodesClockIsReadAndSwitched() throws Exception {
        assertThat(run("init", "--home", folder.toString())).isZero();
        Files.writeString(
                folder.resolve("vigil.toml"),
                "[timesync]\nmode = \"ntp\"\nntp_servers = [\"a.invalid\", \"b.invalid\", \"c.invalid\"]\n");
        NodeHome home = new NodeHome(folder);
        NodeConfig config = Settings.tree(home, ConfigSources.resolve(home, Map.of(), Map.of()));
        MethodTable.Builder table = new MethodTable.Builder();
        try (Timekeeper keeper = Timekeeper.open(home, config.timesync(), new Silent())) {
            ClockMethods.addTo(table, keeper);
            try (AdminServer server = AdminServer.start(
                    0, AdminToken.create(home), new TreeMap<>(), new Dispatcher(table.build(), new Silent()))) {
                Files.writeString(folder.resolve("vigil.toml"), "[admin]\nport = " + server.port() + "\n");

                assertThat(run("clock", "on", "--home", folder.toString())).isZero();
                assertThat(keeper.report().correcting()).isTrue();
                assertThat(run("clock", "off", "--now", "--home", folder.toString()))
                        .isZero();
                assertThat(keeper.report().correcting()).isFalse();
                assertThat(run("clock", "off", "--monitor", "--home", folder.toString()))
                        .isZero();
                assertThat(run("clock", "status", "--home", folder.toString())).isZero();
                assertThat(out.toString())
                        .contains("a.invalid")
                        .contains("monitoring  off")
                        .contains("SYNCED");
            }
        }
        assertThat(run("clock", "status", "--home", folder.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("no node answers");
    }

    private static final class Silent implements ClockJournal, RpcObserver {
        @Override
        public void raised(Alarm alarm) {}

        @Override
        public void cleared(Alarm alarm) {}

        @Override
        public void entered(ClockStatus status, String why) {}

        @Override
        public void answered(String method, Duration took, boolean failed) {}

        @Override
        public void crashed(String method, Throwable cause) {}

        @Override
        public void cutOff(String remote, String why) {}
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
