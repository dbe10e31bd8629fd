package io.vigil.testnet.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.config.AnswerException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A JSON-RPC client of one node. */
public final class RpcClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http;
    private final URI url;

    /** @param http may be shared by the clients of several nodes */
    public RpcClient(HttpClient http, String url) {
        this.http = http;
        this.url = URI.create(url);
    }

    public static HttpClient http() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build();
    }

    public URI url() {
        return url;
    }

    /** One question: a method and its parameters. */
    public record Call(String method, List<Object> params) {
        public Call {
            params = List.copyOf(params);
        }

        public static Call of(String method, Object... params) {
            return new Call(method, List.of(params));
        }
    }

    /** @throws IOException if the node does not answer, or answers with an error */
    public JsonNode call(String method, Object... params) throws IOException {
        JsonNode answer = post(json.writeValueAsString(request(1, Call.of(method, params))));
        return result(method, answer);
    }

    /** One batch; each answer has {@code result} or {@code error}, in the order of the calls. */
    public List<JsonNode> batch(List<Call> calls) throws IOException {
        ArrayNode batch = json.createArrayNode();
        for (int i = 0; i < calls.size(); i++) {
            batch.add(request(i, calls.get(i)));
        }
        JsonNode answers = post(json.writeValueAsString(batch));
        if (!answers.isArray() || answers.size() != calls.size()) {
            throw new IOException(url + ": answered a batch of " + calls.size() + " with " + answers);
        }
        JsonNode[] ordered = new JsonNode[calls.size()];
        for (JsonNode answer : answers) {
            ordered[answer.path("id").asInt()] = answer;
        }
        return new ArrayList<>(List.of(ordered));
    }

    public static long quantity(JsonNode node) {
        return Long.decode(node.asText());
    }

    private ObjectNode request(int id, Call call) {
        ObjectNode request =
                json.createObjectNode().put("jsonrpc", "2.0").put("id", id).put("method", call.method());
        request.set("params", json.valueToTree(call.params()));
        return request;
    }

    private JsonNode result(String method, JsonNode answer) throws IOException {
        JsonNode error = answer.path("error");
        if (!error.isMissingNode()) {
            throw new AnswerException(
                    url + ": " + method + ": " + error.path("message").asText());
        }
        return answer.path("result");
    }

    private JsonNode post(String body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new AnswerException(url + ": HTTP " + response.statusCode() + ": " + response.body());
            }
            return json.readTree(response.body());
        } catch (ConnectException e) {
            throw new ConnectException("no node answers at " + url + "; is it running?");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(url + ": interrupted", e);
        }
    }
}
