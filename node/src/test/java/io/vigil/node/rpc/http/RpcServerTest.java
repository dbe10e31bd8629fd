package io.vigil.node.rpc.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vigil.node.rpc.json.Dispatcher;
import io.vigil.node.rpc.json.Hex;
import io.vigil.node.rpc.json.MethodTable;
import io.vigil.node.rpc.json.Params;
import io.vigil.node.rpc.json.RpcException;
import io.vigil.node.rpc.json.RpcObserver;
import io.vigil.node.rpc.json.Session;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real server on a free port: framing to the letter, limits at the limit. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RpcServerTest {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final BlockingQueue<String> crashes = new ArrayBlockingQueue<>(1_000);
    private final BlockingQueue<String> cuts = new ArrayBlockingQueue<>(1_000);
    private final RpcObserver observer = new RpcObserver() {
        @Override
        public void answered(String method, Duration took, boolean failed) {}

        @Override
        public void crashed(String method, Throwable cause) {
            crashes.add(method + " " + cause.getMessage());
        }

        @Override
        public void cutOff(String remote, String why) {
            cuts.add(why);
        }
    };
    private final HttpClient client = HttpClient.newHttpClient();
    private RpcServer server;

    @BeforeAll
    void start() throws IOException {
        server = RpcServer.start(settings(0, false), new Dispatcher(methods(), observer), observer);
    }

    @AfterAll
    void stop() {
        server.close();
        client.close();
    }

    private static RpcSettings settings(int port, boolean anyOrigin) {
        return new RpcSettings("127.0.0.1", port, anyOrigin, List.of("node.example"));
    }

    private static MethodTable methods() {
        return new MethodTable.Builder()
                .add(
                        "test_echo",
                        2,
                        params -> JSON.textNode(params.required(0, JsonNode::textValue)
                                + params.optional(1, JsonNode::textValue).orElse("")))
                .add(
                        "test_bytes",
                        1,
                        params -> JSON.textNode(params.required(0, Hex::bytes).toHex()))
                .add("test_fail", 0, params -> {
                    throw RpcException.server("nonce too low");
                })
                .add("test_crash", 0, RpcServerTest::crash)
                .add("test_large", 0, params -> JSON.textNode("x".repeat(1 << 20)))
                .addWithSession("test_flood", 0, RpcServerTest::flood)
                .addWithSession("test_tick", 0, RpcServerTest::tick)
                .build();
    }

    private static JsonNode crash(Params params) {
        throw new IllegalArgumentException("bug");
    }

    private static JsonNode tick(Params params, Session session) {
        session.afterAnswer(() -> session.notify(JSON.textNode("tick")));
        return JSON.textNode("armed");
    }

    private static JsonNode flood(Params params, Session session) {
        JsonNode large = JSON.textNode("x".repeat(1 << 20));
        for (int i = 0; i < 128; i++) {
            session.notify(large);
        }
        return JSON.nullNode();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"jsonrpc":"2.0","id":1,"method":"test_echo","params":["a"]}            | {"jsonrpc":"2.0","id":1,"result":"a"}
        {"jsonrpc":"2.0","id":"x","method":"test_echo","params":["a","b"]}      | {"jsonrpc":"2.0","id":"x","result":"ab"}
        {"jsonrpc":"2.0","id":null,"method":"test_echo","params":["a"]}         | {"jsonrpc":"2.0","id":null,"result":"a"}
        {"jsonrpc":"2.0","id":1.5,"method":"test_echo","params":["a"]}          | {"jsonrpc":"2.0","id":1.5,"result":"a"}
        {"jsonrpc":"2.0","id":99999999999999999999,"method":"test_echo","params":["a",null]} | {"jsonrpc":"2.0","id":99999999999999999999,"result":"a"}
        {"jsonrpc":"2.0","id":1,"method":"test_echo"}                           | {"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"missing value for required argument 0"}}
        {"jsonrpc":"2.0","id":1,"method":"test_echo","params":[null]}           | {"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"missing value for required argument 0"}}
        {"jsonrpc":"2.0","id":1,"method":"test_echo","params":["a","b","c"]}    | {"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"too many arguments, want at most 2"}}
        {"jsonrpc":"2.0","id":1,"method":"test_echo","params":{"a":1}}          | {"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"non-array args"}}
        {"jsonrpc":"2.0","id":1,"method":"test_bytes","params":["12"]}          | {"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"invalid argument 0: json: cannot unmarshal hex string without 0x prefix into Go value of type hexutil.Bytes"}}
        {"jsonrpc":"2.0","id":1,"method":"test_bytes","params":["0x1"]}         | {"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"invalid argument 0: json: cannot unmarshal hex string of odd length into Go value of type hexutil.Bytes"}}
        {"jsonrpc":"2.0","id":1,"method":"test_bytes","params":[7]}             | {"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"invalid argument 0: json: cannot unmarshal non-string into Go value of type hexutil.Bytes"}}
        {"jsonrpc":"2.0","id":1,"method":"test_fail"}                           | {"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"nonce too low"}}
        {"jsonrpc":"2.0","id":1,"method":"evm_mine"}                            | {"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"the method evm_mine does not exist/is not available"}}
        {"jsonrpc":"2.0","id":1,"method":7}                                     | {"jsonrpc":"2.0","id":1,"error":{"code":-32600,"message":"invalid request"}}
        {"jsonrpc":"1.0","id":1,"method":"test_echo","params":["a"]}            | {"jsonrpc":"2.0","id":1,"error":{"code":-32600,"message":"invalid request"}}
        {"id":1,"method":"test_echo","params":["a"]}                            | {"jsonrpc":"2.0","id":1,"error":{"code":-32600,"message":"invalid request"}}
        {"jsonrpc":"2.0","id":{},"method":"test_echo","params":["a"]}           | {"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"invalid request"}}
        7                                                                       | {"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"invalid request"}}
        {"jsonrpc":"2.0","id":1,                                                | {"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"parse error"}}
        {"jsonrpc":"2.0","id":1,"method":"test_fail"} x                         | {"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"parse error"}}
        {'jsonrpc':'2.0'}                                                       | {"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"parse error"}}
        []                                                                      | {"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"empty batch"}}
        [1,{"jsonrpc":"2.0","method":"test_fail"},{"jsonrpc":"2.0","id":2,"method":"test_fail"}] | [{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"invalid request"}},{"jsonrpc":"2.0","id":2,"error":{"code":-32000,"message":"nonce too low"}}]
        """)
    void framesAnswersAsGethDoes(String request, String answer) throws Exception {
        HttpResponse<String> response = post(request);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        assertThat(response.body()).isEqualTo(answer);
    }

    @Test
    void answersNothingToNotifications() throws Exception {
        assertThat(post("{\"jsonrpc\":\"2.0\",\"method\":\"test_fail\"}").body())
                .isEmpty();
        assertThat(post("[{\"jsonrpc\":\"2.0\",\"method\":\"test_fail\"}]").body())
                .isEmpty();
    }

    @Test
    void refusesJsonNestedTooDeep() throws Exception {
        assertThat(post("[".repeat(200) + "]".repeat(200)).body()).contains("-32700");
        assertThat(post("[".repeat(100_000)).body()).contains("-32700");
    }

    @Test
    void survivesAMethodThatCrashes() throws Exception {
        assertThat(post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"test_crash\"}")
                        .body())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32603,\"message\":\"method handler"
                        + " crashed\"}}");
        assertThat(crashes.poll(5, TimeUnit.SECONDS)).isEqualTo("test_crash bug");
        assertThat(post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"test_fail\"}")
                        .body())
                .contains("nonce too low");
    }

    @Test
    void takesABatchAtTheLimitAndRefusesOneAbove() throws Exception {
        String call = "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"test_echo\",\"params\":[\"a\"]}";

        JsonNode full = new ObjectMapper()
                .readTree(post(batch(call, Dispatcher.MAX_BATCH)).body());
        String above = post(batch(call, Dispatcher.MAX_BATCH + 1)).body();

        assertThat(full)
                .hasSize(Dispatcher.MAX_BATCH)
                .allMatch(answer -> answer.path("result").asText().equals("a"));
        assertThat(above)
                .isEqualTo(
                        "[{\"jsonrpc\":\"2.0\",\"id\":5,\"error\":{\"code\":-32600,\"message\":\"batch too large\"}}]");
    }

    @Test
    void stopsABatchWhoseAnswersAreTooLarge() throws Exception {
        String call = "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"test_large\"}";

        JsonNode answers = new ObjectMapper().readTree(post(batch(call, 40)).body());

        assertThat(answers).hasSize(40);
        assertThat(answers.get(0).has("result")).isTrue();
        assertThat(answers.get(39).path("error").path("code").asInt()).isEqualTo(-32003);
    }

    @Test
    void takesABodyAtTheLimitAndRefusesOneAbove() throws Exception {
        String frame = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"test_fail\",\"pad\":\"\"}";
        String atLimit = frame.replace("\"\"", "\"" + "x".repeat(RpcServer.MAX_BODY_BYTES - frame.length()) + "\"");

        assertThat(post(atLimit).body()).contains("nonce too low");
        assertThat(post(atLimit + " ").statusCode()).isEqualTo(413);
    }

    @Test
    void answersOnlyKnownHosts() throws Exception {
        for (String host :
                List.of("localhost", "LOCALHOST:8545", "127.0.0.1:8545", "[::1]:8545", "10.1.2.3", "node.example:1")) {
            assertThat(raw("POST", host, "", "{}")).as(host).startsWith("HTTP/1.1 200");
        }
        for (String host : List.of("evil.example", "evil.example:8545", "localhost.evil.example")) {
            assertThat(raw("POST", host, "", "{}"))
                    .as(host)
                    .startsWith("HTTP/1.1 403")
                    .endsWith("invalid host specified\n");
        }
    }

    @Test
    void refusesOtherMethodsAndContentTypes() throws Exception {
        assertThat(raw("PUT", "localhost", "", "{}")).startsWith("HTTP/1.1 405");
        assertThat(raw("GET", "localhost", "", "")).startsWith("HTTP/1.1 200");
        HttpRequest plain = HttpRequest.newBuilder(uri("http"))
                .header("content-type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        assertThat(client.send(plain, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(415);
    }

    @Test
    void allowsOtherOriginsOnlyWhenTold() throws Exception {
        assertThat(raw("POST", "localhost", "Origin: http://site.example\r\n", "{}"))
                .startsWith("HTTP/1.1 200")
                .doesNotContainIgnoringCase("access-control");
        try (RpcServer open = RpcServer.start(settings(0, true), new Dispatcher(methods(), observer), observer)) {
            String preflight = "Origin: http://site.example\r\nAccess-Control-Request-Headers: content-type,x-a\r\n";
            assertThat(raw(open.port(), "OPTIONS", "localhost", preflight, ""))
                    .startsWith("HTTP/1.1 200")
                    .containsIgnoringCase("access-control-allow-origin: *")
                    .containsIgnoringCase("access-control-allow-headers: content-type,x-a");
        }
    }

    @Test
    void saysWhichPortIsInUse() {
        assertThatThrownBy(() ->
                        RpcServer.start(settings(server.port(), false), new Dispatcher(methods(), observer), observer))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("127.0.0.1:" + server.port());
    }

    @Test
    void sendsNotificationsAfterTheAnswer() throws Exception {
        Inbox inbox = new Inbox();
        WebSocket socket = open(inbox);
        for (int i = 0; i < 20; i++) {
            socket.sendText("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"test_tick\"}", true)
                    .join();

            assertThat(inbox.next()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\"armed\"}");
            assertThat(inbox.next()).isEqualTo("\"tick\"");
        }
        socket.sendText("nonsense", true).join();
        assertThat(inbox.next()).contains("-32700");
        socket.abort();
    }

    @Test
    void cutsAClientThatDoesNotRead() throws Exception {
        Inbox inbox = new Inbox() {
            @Override
            public void onOpen(WebSocket webSocket) {} // asks for nothing
        };
        WebSocket socket = open(inbox);

        socket.sendText("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"test_flood\"}", true)
                .join();

        assertThat(cuts.poll(20, TimeUnit.SECONDS)).isEqualTo("reads too slowly");
        socket.abort();
    }

    @Test
    void opensWebSocketsUpToTheLimit() throws Exception {
        try (RpcServer own = RpcServer.start(settings(0, false), new Dispatcher(methods(), observer), observer)) {
            URI uri = URI.create("ws://127.0.0.1:" + own.port());
            for (int i = 0; i < WebSocketFront.MAX_WEB_SOCKETS; i++) {
                client.newWebSocketBuilder().buildAsync(uri, new Inbox()).get(10, TimeUnit.SECONDS);
            }
            assertThatThrownBy(() -> client.newWebSocketBuilder()
                            .buildAsync(uri, new Inbox())
                            .get(10, TimeUnit.SECONDS))
                    .hasMessageContaining("WebSocketHandshakeException");
        }
    }

    private static String batch(String call, int size) {
        return "[" + String.join(",", java.util.Collections.nCopies(size, call)) + "]";
    }

    private URI uri(String scheme) {
        return URI.create(scheme + "://127.0.0.1:" + server.port());
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri("http"))
                .header("content-type", "application/json")
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private String raw(String method, String host, String headers, String body) throws IOException {
        return raw(server.port(), method, host, headers, body);
    }

    private static String raw(int port, String method, String host, String headers, String body) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            String request = method + " / HTTP/1.1\r\nHost: " + host + "\r\nContent-Type: application/json\r\n"
                    + "Connection: close\r\n" + headers + "Content-Length: " + body.length() + "\r\n\r\n" + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private WebSocket open(Inbox inbox) throws Exception {
        return client.newWebSocketBuilder().buildAsync(uri("ws"), inbox).get(10, TimeUnit.SECONDS);
    }

    /** Collects whole messages. */
    private static class Inbox implements WebSocket.Listener {
        private final BlockingQueue<String> messages = new ArrayBlockingQueue<>(1_000);
        private final StringBuilder part = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                messages.add(part.toString());
                part.setLength(0);
            }
            socket.request(1);
            return CompletableFuture.completedStage("");
        }

        String next() throws InterruptedException {
            String message = messages.poll(10, TimeUnit.SECONDS);
            return message == null ? "nothing came" : message;
        }
    }
}
