package io.vigil.types;

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

    @Override
    public int compareTo(Address other) {
        return bytes.compareTo(other.bytes);
    }

    @Override
    public String toString() {
        return bytes.toHex();
    }
}
