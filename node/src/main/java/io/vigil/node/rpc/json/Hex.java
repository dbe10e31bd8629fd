package io.vigil.node.rpc.json;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import java.math.BigInteger;
import java.util.HexFormat;

/**
 * Decoders of hex arguments with the messages of geth's {@code hexutil}, including the names of its Go types: tools
 * show them and some match them.
 */
public final class Hex {
    private static final String NO_PREFIX = "hex string without 0x prefix";
    private static final String SYNTAX = "invalid hex string";

    private Hex() {}

    public static Bytes bytes(JsonNode node) throws InvalidArgumentException {
        return bytes(node, into("hexutil.Bytes"));
    }

    public static Address address(JsonNode node) throws InvalidArgumentException {
        return address(node, into("common.Address"));
    }

    public static Hash hash(JsonNode node) throws InvalidArgumentException {
        return hash(node, into("common.Hash"));
    }

    /** A quantity of at most 63 bits. */
    public static long number(JsonNode node) throws InvalidArgumentException {
        return number(node, into("hexutil.Uint64"));
    }

    public static UInt256 uint256(JsonNode node) throws InvalidArgumentException {
        return uint256(node, into("*hexutil.Big"));
    }

    public static boolean flag(JsonNode node) throws InvalidArgumentException {
        if (!node.isBoolean()) {
            throw new InvalidArgumentException("json: cannot unmarshal " + kind(node) + " into Go value of type bool");
        }
        return node.booleanValue();
    }

    /** The end of a message about a whole argument. */
    public static String into(String type) {
        return "Go value of type " + type;
    }

    /** The end of a message about a member of an object; {@code field} is such as {@code TransactionArgs.gas}. */
    public static String field(String field, String type) {
        return "Go struct field " + field + " of type " + type;
    }

    public static Bytes bytes(JsonNode node, String target) throws InvalidArgumentException {
        String text = text(node, target);
        if (text.isEmpty()) {
            return Bytes.EMPTY;
        }
        String digits = digits(text, target);
        if (digits.length() % 2 != 0) {
            throw mismatch("hex string of odd length", target);
        }
        try {
            return Bytes.wrap(HexFormat.of().parseHex(digits));
        } catch (IllegalArgumentException e) {
            throw mismatch(SYNTAX, target);
        }
    }

    public static Address address(JsonNode node, String target) throws InvalidArgumentException {
        return new Address(fixed(node, Address.SIZE, "common.Address", target));
    }

    public static Hash hash(JsonNode node, String target) throws InvalidArgumentException {
        return new Hash(fixed(node, Hash.SIZE, "common.Hash", target));
    }

    public static long number(JsonNode node, String target) throws InvalidArgumentException {
        UInt256 value = quantity(node, 16, "hex number > 64 bits", target);
        if (value.limb0() < 0) {
            throw mismatch("hex number > 64 bits", target);
        }
        return value.limb0();
    }

    public static UInt256 uint256(JsonNode node, String target) throws InvalidArgumentException {
        return quantity(node, 64, "hex number > 256 bits", target);
    }

    private static UInt256 quantity(JsonNode node, int maxDigits, String tooLarge, String target)
            throws InvalidArgumentException {
        String digits = digits(text(node, target), target);
        if (digits.isEmpty()) {
            throw mismatch("hex string \"0x\"", target);
        }
        if (digits.length() > 1 && digits.charAt(0) == '0') {
            throw mismatch("hex number with leading zero digits", target);
        }
        if (digits.length() > maxDigits) {
            throw mismatch(tooLarge, target);
        }
        if (!digits.chars().allMatch(HexFormat::isHexDigit)) {
            throw mismatch(SYNTAX, target);
        }
        return UInt256.of(new BigInteger(digits, 16));
    }

    private static Bytes fixed(JsonNode node, int size, String type, String target) throws InvalidArgumentException {
        String digits = digits(text(node, target), target);
        if (digits.length() % 2 != 0) {
            throw mismatch("hex string of odd length", target);
        }
        if (digits.length() != 2 * size) {
            throw new InvalidArgumentException(
                    "hex string has length " + digits.length() + ", want " + 2 * size + " for " + type);
        }
        return bytes(node, target);
    }

    private static String text(JsonNode node, String target) throws InvalidArgumentException {
        if (!node.isTextual()) {
            throw mismatch("non-string", target);
        }
        return node.textValue();
    }

    private static String digits(String text, String target) throws InvalidArgumentException {
        if (text.isEmpty()) {
            throw mismatch("empty hex string", target);
        }
        if (!text.startsWith("0x") && !text.startsWith("0X")) {
            throw mismatch(NO_PREFIX, target);
        }
        return text.substring(2);
    }

    public static InvalidArgumentException mismatch(String what, String target) {
        return new InvalidArgumentException("json: cannot unmarshal " + what + " into " + target);
    }

    /** What Go's JSON package calls the kind of a value. */
    public static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "array";
            case OBJECT -> "object";
            case STRING -> "string";
            case NUMBER -> "number";
            case BOOLEAN -> "bool";
            case NULL, MISSING, BINARY, POJO -> "null";
        };
    }
}
