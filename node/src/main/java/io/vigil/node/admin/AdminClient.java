package io.vigil.node.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.config.AnswerException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Calls a running node of this machine, as its owner. */
public final class AdminClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final URI url;
    private final AdminToken token;

    public AdminClient(int port, AdminToken token) {
        this.url = URI.create("http://127.0.0.1:" + port + "/");
        this.token = token;
    }

    /** @throws IOException if no node answers there, or it answers with an error; the message says which */
    public JsonNode call(String method, @Nullable Object... params) throws IOException {
        ObjectNode request =
                json.createObjectNode().put("jsonrpc", "2.0").put("id", 1).put("method", method);
        request.set("params", json.valueToTree(params));
        HttpResponse<String> response = post(json.writeValueAsString(request));
        if (response.statusCode() != 200) {
            throw new AnswerException(url + ": HTTP " + response.statusCode() + ": "
                    + response.body().strip());
        }
        JsonNode answer = json.readTree(response.body());
        if (answer.has("error")) {
            throw new AnswerException(
                    method + ": " + answer.path("error").path("message").asText());
        }
        return answer.path("result");
    }

    private HttpResponse<String> post(String body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .header("Authorization", token.header())
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (ConnectException e) {
            throw new ConnectException("no node answers at " + url + "; is it running?");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(url + ": interrupted", e);
        }
    }
}
