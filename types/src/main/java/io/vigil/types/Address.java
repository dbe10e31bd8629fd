package io.vigil.types;

import java.nio.charset.StandardCharsets;

/** A 20-byte account address. */
public record Address(Bytes bytes) implements Comparable<Address> {
    public static final int SIZE = 20;
    public static final Address ZERO = new Address(Bytes.wrap(new byte[SIZE]));

    /** @throws IllegalArgumentException if {@code bytes} are not 20 */
    public Address {
        if (bytes.size() != SIZE) {
            throw new IllegalArgumentException("an address has 20 bytes, not " + bytes.size());
        }
    }

    public static Address fromHex(String text) {
        return new Address(Bytes.fromHex(text));
    }

    /**
     * 40 hex digits with or without {@code 0x}, in any case.
     *
     * @throws MalformedException if the text is anything else
     */
    public static Address parseHex(String text) throws MalformedException {
        Bytes bytes = Bytes.parseHex(text);
        if (bytes.size() != SIZE) {
            throw new MalformedException("an address has 20 bytes, not " + bytes.size());
        }
        return new Address(bytes);
    }

    /** The address whose last 4 bytes are {@code value} and whose others are 0, as precompiles have. */
    public static Address ofInt(int value) {
        byte[] array = new byte[SIZE];
        for (int i = 0; i < 4; i++) {
            array[SIZE - 1 - i] = (byte) (value >>> (8 * i));
        }
        return new Address(Bytes.wrap(array));
    }

    public String toHex() {
        return bytes.toHex();
    }

    /** Hex whose upper-case letters are a checksum, as wallets show it (EIP-55). */
    public String toChecksumHex() {
        String digits = toHex().substring(2);
        Bytes hash = Keccak.hash(Bytes.wrap(digits.getBytes(StandardCharsets.US_ASCII)))
                .bytes();
        StringBuilder text = new StringBuilder("0x");
        for (int i = 0; i < digits.length(); i++) {
            int nibble = (hash.get(i / 2) >> (i % 2 == 0 ? 4 : 0)) & 0xf;
            char digit = digits.charAt(i);
            text.append(nibble >= 8 ? Character.toUpperCase(digit) : digit);
        }
        return text.toString();
    }

    @Override
    public int compareTo(Address other) {
        return bytes.compareTo(other.bytes);
    }

    @Override
    public String toString() {
        return bytes.toHex();
    }
}
