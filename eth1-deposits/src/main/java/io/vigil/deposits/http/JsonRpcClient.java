package io.vigil.deposits.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.deposits.follow.EndpointException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls of one JSON-RPC node, one at a time. Whatever comes back that is no answer to the call is a failure. */
public final class JsonRpcClient {
    /** Longest that a node's Retry-After is obeyed. */
    private static final Duration MAX_RETRY_AFTER = Duration.ofMinutes(5);

    private static final int MAX_ERROR_CHARS = 200;

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(16)
                            .maxNumberLength(80)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final HttpClient http;
    private final EndpointSettings settings;
    private final Pace pace;
    private final TokenBucket bucket;
    private long lastId;
    private long notBeforeNanos;

    public JsonRpcClient(HttpClient http, EndpointSettings settings, Pace pace) {
        this.http = http;
        this.settings = settings;
        this.pace = pace;
        this.notBeforeNanos = pace.nanos();
        this.bucket = new TokenBucket(settings.requestsPerSecond(), pace.nanos());
    }

    /** Requests sent so far. */
    public long requests() {
        return lastId;
    }

    /** The {@code result} of a call; JSON null is a result. */
    public JsonNode call(String method, Object... params) throws EndpointException {
        waitForTurn();
        long id = ++lastId;
        ObjectNode request =
                JSON.createObjectNode().put("jsonrpc", "2.0").put("id", id).put("method", method);
        request.set("params", JSON.valueToTree(List.of(params)));
        HttpResponse<byte[]> response = send(method, request.toString());
        if (response.statusCode() == 429 || response.statusCode() == 503) {
            Duration retryAfter = retryAfter(response);
            notBeforeNanos = pace.nanos() + retryAfter.toNanos();
            throw new EndpointException(method + ": HTTP " + response.statusCode(), retryAfter);
        }
        return result(method, id, response);
    }

    private void waitForTurn() throws EndpointException {
        long now = pace.nanos();
        if (now - notBeforeNanos < 0) {
            Duration left = Duration.ofNanos(notBeforeNanos - now);
            throw new EndpointException("the node asked to be left alone for " + left.toSeconds() + " s", left);
        }
        try {
            pace.pause(bucket.take(now));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EndpointException("interrupted", e);
        }
    }

    private HttpResponse<byte[]> send(String method, String body) throws EndpointException {
        HttpRequest request = HttpRequest.newBuilder(settings.url())
                .header("Content-Type", "application/json")
                .timeout(settings.timeout())
                .POST(BodyPublishers.ofString(body))
                .build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), settings.maxBodyBytes()));
        try {
            // The request's own timeout ends with the headers; a body that hangs is cut off here.
            return answer.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new EndpointException(method + ": no answer within " + settings.timeout(), e);
        } catch (ExecutionException e) {
            throw new EndpointException(method + ": " + e.getCause(), e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new EndpointException(method + ": interrupted", e);
        }
    }

    private static JsonNode result(String method, long id, HttpResponse<byte[]> response) throws EndpointException {
        JsonNode answer;
        try {
            answer = JSON.readTree(response.body());
        } catch (IOException e) {
            throw new EndpointException(method + ": HTTP " + response.statusCode() + " without JSON", e);
        }
        if (!answer.isObject()) {
            throw new EndpointException(method + ": HTTP " + response.statusCode() + " without a JSON object");
        }
        JsonNode answeredId = answer.path("id");
        if (!answeredId.isIntegralNumber() || answeredId.longValue() != id) {
            throw new EndpointException(method + ": answer to id " + shortened(answeredId) + ", asked " + id);
        }
        if (answer.hasNonNull("error")) {
            throw new EndpointException(method + ": " + shortened(answer.get("error")));
        }
        if (!answer.has("result")) {
            throw new EndpointException(method + ": neither result nor error");
        }
        return answer.get("result");
    }

    private static Duration retryAfter(HttpResponse<byte[]> response) {
        String seconds = response.headers().firstValue("Retry-After").orElse("1");
        Duration wanted = seconds.matches("[0-9]{1,9}") ? Duration.ofSeconds(Long.parseLong(seconds)) : MAX_RETRY_AFTER;
        return wanted.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : wanted;
    }

    private static String shortened(JsonNode node) {
        String text = node.toString();
        return text.length() <= MAX_ERROR_CHARS ? text : text.substring(0, MAX_ERROR_CHARS) + "...";
    }
}
