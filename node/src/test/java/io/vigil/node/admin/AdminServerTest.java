package io.vigil.node.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
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
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminServerTest {
    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private AdminServer server;
    private NodeHome home;

    @BeforeEach
    void start() throws IOException {
        home = new NodeHome(folder);
        MethodTable calls = new MethodTable.Builder()
                .add("test_echo", 1, params -> TextNode.valueOf(params.required(0, argument -> argument.asText())))
                .build();
        server = AdminServer.start(
                0,
                AdminToken.create(home),
                new TreeMap<>(Map.of("/livez", query -> new AdminPage.Content(200, "text/plain", "alive\n"))),
                new Dispatcher(calls, new Silent()));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theOwnerCallsWithTheTokenOfTheHome() throws IOException {
        AdminClient client = new AdminClient(server.port(), AdminToken.read(home));

        assertThat(client.call("test_echo", "hello").asText()).isEqualTo("hello");
        assertThatThrownBy(() -> client.call("test_nothing"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("test_nothing");
    }

    @Test
    void withoutTheTokenPagesAreReadAndCallsRefused() throws Exception {
        assertThat(get("/livez").body()).isEqualTo("alive\n");
        assertThat(get("/nothing").statusCode()).isEqualTo(404);
        assertThatThrownBy(() -> new AdminClient(server.port(), new AdminToken("wrong")).call("test_echo", "x"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("HTTP 401");
    }

    @Test
    void aStoppedNodeIsToldApart() {
        int port = server.port();
        server.close();

        assertThatThrownBy(() -> new AdminClient(port, AdminToken.read(home)).call("test_echo", "x"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no node answers");
    }

    private static final class Silent implements RpcObserver {
        @Override
        public void answered(String method, Duration took, boolean failed) {}

        @Override
        public void crashed(String method, Throwable cause) {}

        @Override
        public void cutOff(String remote, String why) {}
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
