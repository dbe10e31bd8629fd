package io.vigil.node.rpc.eth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vigil.node.rpc.json.Hex;
import io.vigil.node.rpc.json.InvalidArgumentException;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The hash of structured data that a wallet signs (EIP-712), with arrays and recursive structs as in version 4. */
final class TypedData {
    /** Structs within structs; real data has a handful. */
    private static final int MAX_DEPTH = 32;

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Pattern ARRAY = Pattern.compile("^(.*)\\[([0-9]*)]$");
    private static final Pattern NUMBER = Pattern.compile("^(u?)int([0-9]{0,3})$");
    private static final Pattern FIXED_BYTES = Pattern.compile("^bytes([0-9]{1,2})$");
    private static final Bytes ZERO_WORD = Hash.ZERO.bytes();

    private final JsonNode types;

    private TypedData(JsonNode types) {
        this.types = types;
    }

    /** @param node the data as an object, or as text that holds one */
    static Hash hash(JsonNode node) throws InvalidArgumentException {
        JsonNode data = node.isTextual() ? parse(node.textValue()) : node;
        TypedData typed = new TypedData(data.path("types"));
        Hash domain = typed.hashStruct("EIP712Domain", data.path("domain"), 0);
        String primary = data.path("primaryType").asText();
        if (primary.equals("EIP712Domain")) {
            return Keccak.hash(Bytes.concat(Bytes.of(0x19, 0x01), domain.bytes()));
        }
        Hash message = typed.hashStruct(primary, data.path("message"), 0);
        return Keccak.hash(Bytes.concat(Bytes.of(0x19, 0x01), domain.bytes(), message.bytes()));
    }

    private static JsonNode parse(String text) throws InvalidArgumentException {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new InvalidArgumentException("typed data is no JSON: " + e.getOriginalMessage());
        }
    }

    private Hash hashStruct(String type, JsonNode value, int depth) throws InvalidArgumentException {
        if (!types.has(type)) {
            throw new InvalidArgumentException("typed data: type '" + type + "' is not defined");
        }
        if (depth > MAX_DEPTH) {
            throw new InvalidArgumentException("typed data: nested more than " + MAX_DEPTH + " deep");
        }
        Bytes encoded = Keccak.hash(text(encodeType(type))).bytes();
        for (JsonNode field : types.path(type)) {
            JsonNode member = value.path(field.path("name").asText());
            encoded = Bytes.concat(encoded, encode(field.path("type").asText(), member, depth));
        }
        return Keccak.hash(encoded);
    }

    /** The struct's signature, then those of the structs it refers to, by name. */
    private String encodeType(String primary) {
        TreeSet<String> referred = new TreeSet<>();
        collect(primary, referred);
        referred.remove(primary);
        StringBuilder all = new StringBuilder(signature(primary));
        referred.forEach(type -> all.append(signature(type)));
        return all.toString();
    }

    private void collect(String type, TreeSet<String> found) {
        String bare = type.replaceAll("(\\[[0-9]*])+$", "");
        if (types.has(bare) && found.add(bare)) {
            types.path(bare).forEach(field -> collect(field.path("type").asText(), found));
        }
    }

    private String signature(String type) {
        StringBuilder fields = new StringBuilder();
        for (JsonNode field : types.path(type)) {
            fields.append(fields.isEmpty() ? "" : ",")
                    .append(field.path("type").asText())
                    .append(' ')
                    .append(field.path("name").asText());
        }
        return type + "(" + fields + ")";
    }

    private Bytes encode(String type, JsonNode value, int depth) throws InvalidArgumentException {
        Matcher array = ARRAY.matcher(type);
        if (array.matches()) {
            return encodeArray(array.group(1), array.group(2), value, depth + 1);
        }
        if (types.has(type)) {
            boolean isAbsent = value.isNull() || value.isMissingNode();
            return isAbsent ? ZERO_WORD : hashStruct(type, value, depth + 1).bytes();
        }
        return switch (type) {
            case "string" -> Keccak.hash(text(value.asText())).bytes();
            case "bytes" -> Keccak.hash(Hex.bytes(value)).bytes();
            case "bool" -> word(value.asBoolean() ? BigInteger.ONE : BigInteger.ZERO);
            case "address" -> leftPadded(Hex.address(value).bytes());
            default -> encodeSized(type, value);
        };
    }

    private Bytes encodeArray(String item, String size, JsonNode value, int depth) throws InvalidArgumentException {
        boolean fits = value.isArray() && (size.isEmpty() || size.equals(Integer.toString(value.size())));
        if (!fits || depth > MAX_DEPTH) {
            throw new InvalidArgumentException("typed data: no array of type " + item + "[" + size + "]");
        }
        Bytes[] encoded = new Bytes[value.size()];
        for (int i = 0; i < encoded.length; i++) {
            encoded[i] = encode(item, value.get(i), depth);
        }
        return Keccak.hash(Bytes.concat(encoded)).bytes();
    }

    private static Bytes encodeSized(String type, JsonNode value) throws InvalidArgumentException {
        Matcher fixed = FIXED_BYTES.matcher(type);
        if (fixed.matches()) {
            Bytes bytes = Hex.bytes(value);
            if (bytes.size() != Integer.parseInt(fixed.group(1)) || bytes.size() > 32) {
                throw new InvalidArgumentException("typed data: " + bytes.size() + " bytes for type " + type);
            }
            return Bytes.concat(bytes, ZERO_WORD.slice(bytes.size(), 32 - bytes.size()));
        }
        Matcher number = NUMBER.matcher(type);
        if (!number.matches()) {
            throw new InvalidArgumentException("typed data: type '" + type + "' is not defined");
        }
        int bits = number.group(2).isEmpty() ? 256 : Integer.parseInt(number.group(2));
        boolean isSigned = number.group(1).isEmpty();
        BigInteger parsed = integer(value, type);
        boolean fits = isSigned ? parsed.bitLength() < bits : parsed.signum() >= 0 && parsed.bitLength() <= bits;
        if (!fits || bits > 256) {
            throw new InvalidArgumentException("typed data: " + parsed + " is out of range for type " + type);
        }
        return word(parsed);
    }

    private static BigInteger integer(JsonNode value, String type) throws InvalidArgumentException {
        String text = value.asText();
        boolean isHex = text.startsWith("0x");
        if (!text.matches("0x[0-9a-fA-F]{1,64}|-?[0-9]{1,78}")) {
            throw new InvalidArgumentException("typed data: no number of type " + type);
        }
        return isHex ? new BigInteger(text.substring(2), 16) : new BigInteger(text);
    }

    /** 32 bytes, two's complement. */
    private static Bytes word(BigInteger value) {
        byte[] source = value.toByteArray();
        byte[] word = new byte[32];
        Arrays.fill(word, (byte) (value.signum() < 0 ? 0xff : 0));
        int kept = Math.min(source.length, 32);
        System.arraycopy(source, source.length - kept, word, 32 - kept, kept);
        return Bytes.wrap(word);
    }

    private static Bytes leftPadded(Bytes bytes) {
        return Bytes.concat(ZERO_WORD.slice(0, 32 - bytes.size()), bytes);
    }

    private static Bytes text(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
