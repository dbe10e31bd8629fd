package io.vigil.types;

/** A 32-byte digest. */
public record Hash(Bytes bytes) implements Comparable<Hash> {
    public static final int SIZE = 32;
    public static final Hash ZERO = new Hash(Bytes.wrap(new byte[SIZE]));

    /** @throws IllegalArgumentException if {@code bytes} are not 32 */
    public Hash {
        if (bytes.size() != SIZE) {
            throw new IllegalArgumentException("a hash has 32 bytes, not " + bytes.size());
        }
    }

    public static Hash fromHex(String text) {
        return new Hash(Bytes.fromHex(text));
    }

    public String toHex() {
        return bytes.toHex();
    }

    @Override
    public int compareTo(Hash other) {
        return bytes.compareTo(other.bytes);
    }

    /** The first 4 bytes are as good a hash code as any mix of all 32. */
    @Override
    public int hashCode() {
        byte[] array = bytes.shared();
        return (array[0] << 24) | ((array[1] & 0xff) << 16) | ((array[2] & 0xff) << 8) | (array[3] & 0xff);
    }

    @Override
    public String toString() {
        return bytes.toHex();
    }
}
