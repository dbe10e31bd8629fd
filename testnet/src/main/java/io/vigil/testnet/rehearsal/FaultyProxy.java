package io.vigil.testnet.rehearsal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Stands between a node and its eth1 node, and passes on what is asked and answered, with one {@link ProxyFault} at a time. */
final class FaultyProxy implements AutoCloseable {
    /** Seconds that a limiting node asks for. */
    private static final String RETRY_AFTER_SECONDS = "1";

    private static final int HUGE_BYTES = 64 << 20;
    private static final int PART_BYTES = 64 << 10;
    private static final Duration UPSTREAM_LIMIT = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicLong requests = new AtomicLong();
    private final Map<String, AtomicLong> polls = new ConcurrentHashMap<>();
    private final HttpClient http;
    private final URI upstream;
    private volatile ProxyFault fault = ProxyFault.NONE;
    private volatile long deployBlock;

    FaultyProxy(HttpClient http, URI upstream) {
        this.http = http;
        this.upstream = upstream;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("no port for a proxy: " + e.getMessage(), e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Where the node of that name finds its eth1. */
    URI url(String name) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + name);
    }

    void set(ProxyFault next) {
        fault = next;
    }

    /** The block by which a node knows the chain; only {@link ProxyFault#WRONG_DEPLOY_BLOCK} damages it. */
    void deployedAt(long block) {
        deployBlock = block;
    }

    long requests() {
        return requests.get();
    }

    /** Polls that the node of that name has begun: each begins with the question whether eth1 is syncing. */
    long polls(String name) {
        AtomicLong begun = polls.get("/" + name);
        return begun == null ? 0 : begun.get();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            ObjectNode request = (ObjectNode) JSON.readTree(exchange.getRequestBody());
            String method = request.path("method").asText();
            requests.incrementAndGet();
            if (method.equals("eth_syncing")) {
                String asker = exchange.getRequestURI().getPath();
                polls.computeIfAbsent(asker, name -> new AtomicLong()).incrementAndGet();
            }
            ProxyFault now = fault;
            if (request.path("params") instanceof ArrayNode params) {
                DamagedAnswers.damageQuestion(now, method, params);
            }
            ObjectNode answer = (ObjectNode) ask(request);
            if (!answer.has("error")) {
                DamagedAnswers.damage(now, method, request.path("params"), answer, deployBlock);
            }
            if (now == ProxyFault.WRONG_ID) {
                answer.put("id", request.path("id").asLong() + 1);
            }
            send(exchange, now, method, answer.toString().getBytes(StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private JsonNode ask(JsonNode request) throws IOException, InterruptedException {
        HttpRequest forwarded = HttpRequest.newBuilder(upstream)
                .header("Content-Type", "application/json")
                .timeout(UPSTREAM_LIMIT)
                .POST(BodyPublishers.ofString(request.toString()))
                .build();
        return JSON.readTree(http.send(forwarded, BodyHandlers.ofByteArray()).body());
    }

    private void send(HttpExchange exchange, ProxyFault now, String method, byte[] body)
            throws IOException, InterruptedException {
        switch (now) {
            case TOO_MANY_REQUESTS -> {
                exchange.getResponseHeaders().add("Retry-After", RETRY_AFTER_SECONDS);
                exchange.sendResponseHeaders(429, -1);
            }
            case HTTP_500 -> exchange.sendResponseHeaders(500, -1);
            case HANG -> hang(now);
            case HANG_OF_LOGS -> {
                if (method.equals("eth_getLogs")) {
                    hang(now);
                }
                write(exchange, body);
            }
            case HANG_IN_BODY -> {
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body, 0, body.length / 2);
                exchange.getResponseBody().flush();
                hang(now);
            }
            case CUT_BODY -> {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write(body, 0, body.length / 2);
            }
            case HTML -> write(exchange, "<html><body>Rate limited</body></html>".getBytes(StandardCharsets.UTF_8));
            case HUGE_BODY -> flood(exchange);
            case NOT_JSON_RPC -> write(exchange, "[1,2]".getBytes(StandardCharsets.UTF_8));
            default -> write(exchange, body);
        }
    }

    /** As long as the fault lasts, or until the proxy is closed. */
    private void hang(ProxyFault now) throws InterruptedException {
        while (fault == now && !closed.await(20, TimeUnit.MILLISECONDS)) {
            // the asker goes away by its own time limit
        }
    }

    /** In parts, so that it is the asker whose memory is tried and not ours. */
    private static void flood(HttpExchange exchange) throws IOException {
        byte[] part = new byte[PART_BYTES];
        exchange.sendResponseHeaders(200, HUGE_BYTES);
        for (int sent = 0; sent < HUGE_BYTES; sent += part.length) {
            exchange.getResponseBody().write(part);
        }
    }

    private static void write(HttpExchange exchange, byte[] body) throws IOException {
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }
}
