package io.vigil.timesync.roughtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A list of servers with their keys, in the forms the ecosystem uses: draft -19's, where {@code version} is a number,
 * and Cloudflare's and Google's, where it is a word. Two fields are ours and optional: {@code operator} (default: the
 * name) and {@code smear} (default: false).
 */
public final class RoughtimeServers {
    public static final int MAX_SERVERS = 64;
    public static final int MAX_TEXT_BYTES = 1 << 18;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<Dialect> CURRENT = List.of(Dialect.VERSION_1, Dialect.DRAFT_19);
    private static final List<Dialect> ANY_IETF = List.of(Dialect.VERSION_1, Dialect.DRAFT_11, Dialect.DRAFT_19);

    private RoughtimeServers() {}

    /**
     * @param offers dialects to offer when asking
     * @param addresses {@code host:port} of UDP, at least one; all of them are one source
     */
    public record Server(
            String name,
            String operator,
            boolean smearsLeapSeconds,
            List<Dialect> offers,
            Bytes publicKey,
            List<String> addresses) {
        public Server {
            offers = List.copyOf(offers);
            addresses = List.copyOf(addresses);
        }
    }

    /** @throws MalformedException naming the server and the field that is wrong */
    public static List<Server> parse(String json) throws MalformedException {
        if (json.length() > MAX_TEXT_BYTES) {
            throw new MalformedException("a server list of " + json.length() + " characters");
        }
        JsonNode entries = tree(json).path("servers");
        if (!entries.isArray() || entries.size() > MAX_SERVERS) {
            throw new MalformedException("a server list needs \"servers\", an array of at most " + MAX_SERVERS);
        }
        List<Server> servers = new ArrayList<>();
        for (JsonNode entry : entries) {
            servers.add(server(entry, servers.size()));
        }
        return List.copyOf(servers);
    }

    private static JsonNode tree(String json) throws MalformedException {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new MalformedException("a server list that is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Server server(JsonNode entry, int position) throws MalformedException {
        String name = entry.path("name").asText("");
        if (name.isBlank()) {
            throw new MalformedException("server " + position + " has no name");
        }
        if (!entry.path("publicKeyType").asText("ed25519").equals("ed25519")) {
            throw new MalformedException(name + ": publicKeyType is not ed25519");
        }
        return new Server(
                name,
                entry.path("operator").asText(name),
                entry.path("smear").asBoolean(false),
                offers(name, entry.path("version")),
                key(name, entry.path("publicKey").asText("")),
                addresses(name, entry.path("addresses")));
    }

    private static List<Dialect> offers(String name, JsonNode version) throws MalformedException {
        if (version.isMissingNode() || version.isIntegralNumber()) {
            long number = version.asLong(1);
            if (number == 1 || (number >= 0x8000000cL && number <= 0xbfffffffL)) {
                return CURRENT;
            }
            return Dialect.ofVersion((int) number)
                    .map(List::of)
                    .orElseThrow(() -> new MalformedException(
                            name + ": version " + Long.toHexString(number) + " is not one we speak"));
        }
        return switch (version.asText()) {
            case "IETF-Roughtime" -> ANY_IETF;
            case "Google-Roughtime" -> List.of(Dialect.GOOGLE);
            default -> throw new MalformedException(name + ": version '" + version.asText() + "' is not one we speak");
        };
    }

    private static Bytes key(String name, String base64) throws MalformedException {
        try {
            Bytes key = Bytes.wrap(Base64.getDecoder().decode(base64));
            if (key.size() == Ed25519.KEY_BYTES) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            throw new MalformedException(name + ": publicKey is not base64", e);
        }
        throw new MalformedException(name + ": publicKey is not 32 bytes");
    }

    private static List<String> addresses(String name, JsonNode entries) throws MalformedException {
        List<String> addresses = new ArrayList<>();
        for (JsonNode entry : entries) {
            if (entry.path("protocol").asText("udp").equals("udp")) {
                addresses.add(entry.path("address").asText(""));
            }
        }
        for (String address : addresses) {
            if (!address.matches("\\[?[0-9A-Za-z.:_-]+]?:[0-9]{1,5}")) {
                throw new MalformedException(name + ": '" + address + "' is not host:port");
            }
        }
        if (addresses.isEmpty()) {
            throw new MalformedException(name + ": no UDP address");
        }
        return addresses;
    }
}
