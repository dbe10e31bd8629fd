package io.vigil.timesync.roughtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A chain of replies in the form others can check without trusting us (draft -19, section 8): {@code {"responses":
 * [{"rand", "publicKey", "request", "response"}, …]}} in base64. It shows that someone lied, not who.
 */
public record MalfeasanceReport(List<ChainLink> links) {
    /** Two passes over 64 servers. */
    public static final int MAX_LINKS = 128;

    /** More than that many links of full datagrams cannot be in a report. */
    public static final int MAX_TEXT_BYTES = 1 << 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    public MalfeasanceReport {
        links = List.copyOf(links);
    }

    public String json() {
        ObjectNode root = JSON.createObjectNode();
        ArrayNode responses = root.putArray("responses");
        for (ChainLink link : links) {
            ObjectNode entry = responses.addObject();
            if (!link.rand().isEmpty()) {
                entry.put("rand", base64(link.rand()));
            }
            entry.put("publicKey", base64(link.publicKey()));
            entry.put("request", base64(link.request()));
            entry.put("response", base64(link.response()));
        }
        return root.toPrettyString();
    }

    /** @throws MalformedException if the text is no such report */
    public static MalfeasanceReport parse(String json) throws MalformedException {
        if (json.length() > MAX_TEXT_BYTES) {
            throw new MalformedException("a report of " + json.length() + " characters");
        }
        JsonNode responses = tree(json).path("responses");
        if (!responses.isArray() || responses.isEmpty() || responses.size() > MAX_LINKS) {
            throw new MalformedException("a report needs 1 to " + MAX_LINKS + " responses");
        }
        List<ChainLink> links = new ArrayList<>();
        for (JsonNode entry : responses) {
            Bytes rand = entry.has("rand") ? bytes(entry, "rand") : Bytes.EMPTY;
            links.add(
                    new ChainLink(rand, bytes(entry, "publicKey"), bytes(entry, "request"), bytes(entry, "response")));
        }
        return new MalfeasanceReport(links);
    }

    private static JsonNode tree(String json) throws MalformedException {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new MalformedException("a report that is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Bytes bytes(JsonNode entry, String field) throws MalformedException {
        JsonNode value = entry.path(field);
        if (!value.isTextual()) {
            throw new MalformedException("a response without " + field);
        }
        try {
            return Bytes.wrap(Base64.getDecoder().decode(value.textValue()));
        } catch (IllegalArgumentException e) {
            throw new MalformedException(field + " is not base64: " + e.getMessage(), e);
        }
    }

    private static String base64(Bytes bytes) {
        return Base64.getEncoder().encodeToString(bytes.shared());
    }
}
