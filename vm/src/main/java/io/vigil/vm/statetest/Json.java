package io.vigil.vm.statetest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import java.math.BigInteger;

/** Reads values of the tests' JSON; errors name the field. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static JsonNode parse(byte[] json) throws MalformedException {
        try {
            return MAPPER.readTree(new String(json, java.nio.charset.StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new MalformedException("not JSON: " + e.getOriginalMessage(), e);
        }
    }

    static JsonNode field(JsonNode parent, String name) throws MalformedException {
        JsonNode node = parent.get(name);
        if (node == null || node.isNull()) {
            throw new MalformedException("field '" + name + "' is missing");
        }
        return node;
    }

    static boolean has(JsonNode parent, String name) {
        JsonNode node = parent.get(name);
        return node != null && !node.isNull();
    }

    /** A number in hex, with leading zeros allowed; also such as {@code 0x:bigint 0x10}. */
    static BigInteger number(JsonNode node) throws MalformedException {
        String text = node.asText();
        String digits = text.startsWith("0x:bigint ") ? text.substring(10) : text;
        try {
            String hex = digits.startsWith("0x") ? digits.substring(2) : digits;
            return hex.isEmpty() ? BigInteger.ZERO : new BigInteger(hex, 16);
        } catch (NumberFormatException e) {
            throw new MalformedException("not a number: '" + text + "'", e);
        }
    }

    static UInt256 word(JsonNode node) throws MalformedException {
        BigInteger value = number(node);
        if (value.bitLength() > 256) {
            throw new MalformedException("above 2^256: '" + node.asText() + "'");
        }
        return UInt256.of(value);
    }

    static UInt256 word(JsonNode parent, String name) throws MalformedException {
        return word(field(parent, name));
    }

    static UInt256 wordOr(JsonNode parent, String name, UInt256 otherwise) throws MalformedException {
        return has(parent, name) ? word(field(parent, name)) : otherwise;
    }

    /** A number that is cut to what a signed long holds. */
    static long number(JsonNode parent, String name) throws MalformedException {
        return word(parent, name).toLongSaturated();
    }

    /** A number whose 64 bits are all used. */
    static long unsigned(JsonNode parent, String name) throws MalformedException {
        return word(parent, name).limb0();
    }

    static Bytes bytes(JsonNode node) throws MalformedException {
        return Bytes.parseHex(node.asText());
    }

    static Address address(JsonNode node) throws MalformedException {
        Bytes bytes = bytes(node);
        if (bytes.size() != Address.SIZE) {
            throw new MalformedException("not an address: '" + node.asText() + "'");
        }
        return new Address(bytes);
    }

    static Hash hash(JsonNode node) throws MalformedException {
        return new Hash(word(node).toBytes32());
    }
}
