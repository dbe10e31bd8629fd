package io.vigil.types.genesis;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A JSON value and the path that leads to it, which every complaint about it names. */
record Field(String path, JsonNode node) {
    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,78}");
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s)");
    private static final int SHOWN_CHARACTERS = 60;

    Fields object() throws MalformedException {
        if (!node.isObject()) {
            throw wrong("an object");
        }
        return new Fields(path, node);
    }

    List<Field> items(int max) throws MalformedException {
        if (!node.isArray()) {
            throw wrong("a list");
        }
        if (node.size() > max) {
            throw malformed("at most " + max + " items, not " + node.size());
        }
        List<Field> items = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            items.add(new Field(path + "[" + i + "]", node.get(i)));
        }
        return List.copyOf(items);
    }

    String text() throws MalformedException {
        if (!node.isTextual()) {
            throw wrong("a text");
        }
        return node.textValue();
    }

    Bytes bytes() throws MalformedException {
        try {
            return Bytes.parseHex(text());
        } catch (MalformedException e) {
            throw wrong("bytes in hex");
        }
    }

    Bytes bytes(int size) throws MalformedException {
        Bytes bytes = bytes();
        if (bytes.size() != size) {
            throw malformed(size + " bytes wanted, not " + bytes.size());
        }
        return bytes;
    }

    Hash hash() throws MalformedException {
        return new Hash(bytes(Hash.SIZE));
    }

    Address address() throws MalformedException {
        return new Address(bytes(Address.SIZE));
    }

    /** A storage slot or value: 1 to 64 hex digits, with or without {@code 0x}, zeros in front left out or not. */
    UInt256 word() throws MalformedException {
        String text = node.isTextual() ? node.textValue() : "";
        String digits = text.startsWith("0x") ? text.substring(2) : text;
        if (digits.isEmpty() || digits.length() > 64) {
            throw wrong("1 to 64 hex digits");
        }
        try {
            return UInt256.of(Bytes.parseHex("0".repeat(digits.length() % 2) + digits));
        } catch (MalformedException e) {
            throw wrong("1 to 64 hex digits");
        }
    }

    /** A hex quantity or decimal digits as a text, or a JSON integer, as geth takes them. */
    UInt256 uint256() throws MalformedException {
        try {
            if (node.isIntegralNumber()) {
                return UInt256.of(node.bigIntegerValue());
            }
            String text = node.isTextual() ? node.textValue() : "";
            if (text.startsWith("0x") && text.length() <= 66) {
                String digits = text.substring(2);
                return UInt256.of(
                        Bytes.parseHex(digits.length() % 2 == 0 && !digits.isEmpty() ? digits : "0" + digits));
            }
            if (DECIMAL.matcher(text).matches()) {
                return UInt256.of(new BigInteger(text));
            }
        } catch (ArithmeticException | MalformedException e) {
            throw wrong("a number from 0 to 2^256-1");
        }
        throw wrong("a number from 0 to 2^256-1");
    }

    long number() throws MalformedException {
        UInt256 value = uint256();
        if (value.bitLength() > 63) {
            throw wrong("a number from 0 to 2^63-1");
        }
        return value.limb0();
    }

    /** Such as {@code 200ms} or {@code 2s}. */
    Duration duration() throws MalformedException {
        Matcher matcher = DURATION.matcher(node.isTextual() ? node.textValue() : "");
        if (!matcher.matches()) {
            throw wrong("a time such as \"200ms\" or \"2s\"");
        }
        long count = Long.parseLong(matcher.group(1));
        return matcher.group(2).equals("s") ? Duration.ofSeconds(count) : Duration.ofMillis(count);
    }

    MalformedException wrong(String wanted) {
        String shown = node.toString();
        return malformed(wanted + " wanted, not "
                + (shown.length() <= SHOWN_CHARACTERS ? shown : shown.substring(0, SHOWN_CHARACTERS) + "…"));
    }

    MalformedException malformed(String what) {
        return new MalformedException(path + ": " + what);
    }
}
