package io.vigil.node.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.node.config.NodeHome;
import io.vigil.node.rpc.json.Dispatcher;
import io.vigil.node.rpc.json.MethodTable;
import io.vigil.node.rpc.json.RpcObserver;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminPagesTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private final HttpClient client = HttpClient.newHttpClient();
    private final NodeHome home;
    private final AdminServer server;
    private NodeStatus status = status(NOW.minusSeconds(1), true, 4);

    AdminPagesTest(@TempDir Path folder) throws IOException {
        InstantSource clock = () -> NOW;
        NodeMetrics metrics = new NodeMetrics(() -> status, clock);
        metrics.countingRpc(new Silent()).answered("eth_chainId", Duration.ofMillis(2), false);
        AdminPages pages = new AdminPages(() -> status, metrics, clock);
        MethodTable.Builder calls = new MethodTable.Builder();
        pages.addTo(calls);
        home = new NodeHome(folder);
        server = AdminServer.start(
                0, AdminToken.create(home), pages.pages(), new Dispatcher(calls.build(), new Silent()));
    }

    private static NodeStatus status(Instant committed, boolean isThirdOnline, long behind) {
        return new NodeStatus(
                "node0",
                "Vigil/v0.1.0",
                20200309,
                "0x" + "ab".repeat(32),
                NOW.minusSeconds(60),
                new NodeStatus.Head(100, "0x" + "cd".repeat(32), committed, 100 + behind),
                new NodeStatus.Agreement(0, 123, "node2", "validator", isThirdOnline ? "" : "waiting for node2"),
                List.of(new NodeStatus.Peer("aa".repeat(32), "127.0.0.1:10546", "validator", 99, 123, false)),
                List.of(
                        new NodeStatus.Member("node0", "0x01", 1, true, 123, true),
                        new NodeStatus.Member("node1", "0x02", 1, true, 123, false),
                        new NodeStatus.Member("node2", "0x03", 1, isThirdOnline, 120, false),
                        new NodeStatus.Member("node3", "0x04", 1, false, -1, false)),
                consensus(isThirdOnline),
                new NodeStatus.Pool(5, 2, 1234),
                new NodeStatus.Snapshots(1, 90, 1_000, "", ""),
                "SYNCED",
                List.of());
    }

    private static ConsensusReport consensus(boolean isThirdOnline) {
        List<ConsensusReport.Member> members = List.of(
                new ConsensusReport.Member("node0", "0x01", 1, true, true, "Vigil/v0.1.0", 123, 100, "QC 122", 9),
                new ConsensusReport.Member("node1", "0x02", 1, true, false, "Vigil/v0.1.0", 123, 100, "QC 122", 9),
                new ConsensusReport.Member("node2", "0x03", 1, isThirdOnline, false, "Vigil/v0.0.9", 120, 99, "", 5),
                new ConsensusReport.Member("node3", "0x04", 1, false, false, "", -1, -1, "", 0));
        return new ConsensusReport(
                0,
                123,
                "node2",
                true,
                3,
                false,
                true,
                true,
                Duration.ZERO,
                "QC 119 of 0xcd",
                "CC 118 of 0xce",
                List.of("node3"),
                List.of("node2"),
                List.of("node0"),
                List.of("node0", "node1"),
                "view 122 of node1: no block of its leader came",
                7,
                10,
                3,
                ConsensusReport.Counts.NONE.plus(4, 5, 6, 7),
                members);
    }

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    @Test
    void answersProbesWithReasons() throws Exception {
        assertThat(get("/livez").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        assertThat(get("/readyz?minPeers=2").statusCode()).isEqualTo(503);
        assertThat(get("/readyz?minPeers=2").body())
                .contains("{\"name\":\"peers\",\"ok\":false,\"reason\":\"1 connected, at least 2 wanted\"}");
        assertThat(get("/readyz?maxBehind=3").body()).contains("4 behind the highest known, at most 3 wanted");
        assertThat(get("/readyz?maxAge=x").statusCode()).isEqualTo(400);
        assertThat(get("/health").body()).contains("power online 3 of 4, quorum 3, missing node3");

        status = status(NOW.minusSeconds(31), false, 0);

        assertThat(get("/livez").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/readyz").body())
                .contains("last block 31000 ms ago, at most 30000 ms wanted; waiting for node2");
        assertThat(get("/health").statusCode()).isEqualTo(503);
        assertThat(get("/health").body()).contains("missing node2, node3");
    }

    @Test
    void countsForPrometheus() throws Exception {
        assertThat(get("/metrics").body())
                .contains("# TYPE consensus_height gauge")
                .contains("consensus_height 100.0")
                .contains("consensus_view 123.0")
                .contains("consensus_missing_validators 1.0")
                .contains("consensus_block_age 1.0")
                .contains("consensus_one_view_missing_power 1.0")
                .contains("consensus_failed_views 7.0")
                .contains("consensus_timed_out 1.0")
                .contains("consensus_pressed 1.0")
                .contains("consensus_validator_view{validator=\"node2\"} 120.0")
                .contains("mempool_size 7.0")
                .contains("ethereum_peer_count 1.0")
                .contains("jvm_memory_used_bytes")
                .contains("rpc_requests_seconds_count{failed=\"false\",method=\"eth_chainId\"} 1");
    }

    @Test
    void tellsTheStatusToTheOwner() throws Exception {
        JsonNode json = new AdminClient(server.port(), AdminToken.read(home)).call("admin_status");

        assertThat(json.path("name").asText()).isEqualTo("node0");
        assertThat(json.path("height").asLong()).isEqualTo(100);
        assertThat(json.path("view").asLong()).isEqualTo(123);
        assertThat(json.path("leader").asText()).isEqualTo("node2");
        assertThat(json.path("peers").asInt()).isEqualTo(1);
        assertThat(json.path("pid").asLong()).isEqualTo(ProcessHandle.current().pid());
        assertThat(json.path("power").toString()).isEqualTo("{\"total\":4,\"quorum\":3,\"online\":3,\"missing\":0}");
        assertThat(json.path("validators")).hasSize(4);
        assertThat(json.path("mempool").path("queued").asInt()).isEqualTo(2);
    }

    /** R1.8: three are online, but the third of them in another view, so power for one more member lacks. */
    @Test
    void tellsWhichPowerIsMissingInOneView() throws Exception {
        JsonNode json = new AdminClient(server.port(), AdminToken.read(home)).call("consensus_status");

        assertThat(json.path("power").toString())
                .isEqualTo("{\"quorum\":3,\"fullestView\":123,\"inFullestView\":2,\"missingInOneView\":1}");
        assertThat(json.path("lastFailure").asText()).startsWith("view 122 of node1");
        assertThat(json.path("pressed").asBoolean()).isTrue();
        assertThat(json.path("missingFromFinal").path(0).asText()).isEqualTo("node2");
        assertThat(json.path("validators").path(2).path("version").asText()).isEqualTo("Vigil/v0.0.9");
        assertThat(json.path("validators").path(3).path("online").asBoolean()).isFalse();
    }

    @Test
    void servesADashboardThatNeedsNobodyElse() throws Exception {
        HttpResponse<String> page = get("/");

        assertThat(page.body()).startsWith("<!doctype html>").contains("admin_status");
        assertThat(page.body()).doesNotContain("http://", "https://", " src=", "href=", "@import");
        assertThat(page.headers().firstValue("content-security-policy").orElse(""))
                .contains("default-src 'none'");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(Duration.ofSeconds(20))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static final class Silent implements RpcObserver {
        @Override
        public void answered(String method, Duration took, boolean failed) {}

        @Override
        public void crashed(String method, Throwable cause) {}

        @Override
        public void cutOff(String remote, String why) {}
    }
}
