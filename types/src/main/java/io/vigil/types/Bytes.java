package io.vigil.types;

import java.util.Arrays;
import java.util.HexFormat;

/** An immutable sequence of bytes, compared as unsigned numbers byte by byte; a prefix sorts before its extensions. */
public final class Bytes implements Comparable<Bytes> {
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private static final HexFormat HEX = HexFormat.of();

    private final byte[] array;

    private Bytes(byte[] array) {
        this.array = array;
    }

    public static Bytes of(int... values) {
        byte[] array = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            array[i] = (byte) values[i];
        }
        return new Bytes(array);
    }

    public static Bytes copyOf(byte[] array) {
        return new Bytes(array.clone());
    }

    /** @throws IndexOutOfBoundsException if the range is not inside {@code array} */
    public static Bytes copyOf(byte[] array, int offset, int length) {
        java.util.Objects.checkFromIndexSize(offset, length, array.length);
        return new Bytes(Arrays.copyOfRange(array, offset, offset + length));
    }

    /** Takes ownership of {@code array}: the caller must not write to it afterwards. */
    public static Bytes wrap(byte[] array) {
        return new Bytes(array);
    }

    /** The 8 bytes of {@code value}, big-endian. */
    public static Bytes ofLong(long value) {
        byte[] array = new byte[8];
        for (int i = 0; i < 8; i++) {
            array[i] = (byte) (value >>> (56 - 8 * i));
        }
        return new Bytes(array);
    }

    /**
     * Hex digits in pairs, with or without {@code 0x}, either case.
     *
     * @throws MalformedException if the text is anything else
     */
    public static Bytes parseHex(String text) throws MalformedException {
        int start = text.startsWith("0x") ? 2 : 0;
        try {
            return new Bytes(HEX.parseHex(text, start, text.length()));
        } catch (IllegalArgumentException e) {
            throw new MalformedException("not hex bytes: '" + abbreviate(text) + "'", e);
        }
    }

    /** Like {@link #parseHex} for constants in code. */
    public static Bytes fromHex(String text) {
        try {
            return parseHex(text);
        } catch (MalformedException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    public static Bytes concat(Bytes... parts) {
        int size = 0;
        for (Bytes part : parts) {
            size = Math.addExact(size, part.array.length);
        }
        byte[] array = new byte[size];
        int at = 0;
        for (Bytes part : parts) {
            System.arraycopy(part.array, 0, array, at, part.array.length);
            at += part.array.length;
        }
        return new Bytes(array);
    }

    public int size() {
        return array.length;
    }

    public boolean isEmpty() {
        return array.length == 0;
    }

    public byte get(int index) {
        return array[index];
    }

    /** The 8 bytes from {@code offset} as a big-endian number. */
    public long getLong(int offset) {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = (value << 8) | (array[offset + i] & 0xff);
        }
        return value;
    }

    public Bytes slice(int offset, int length) {
        return copyOf(array, offset, length);
    }

    public boolean startsWith(Bytes prefix) {
        return array.length >= prefix.array.length
                && Arrays.equals(array, 0, prefix.array.length, prefix.array, 0, prefix.array.length);
    }

    public byte[] toArray() {
        return array.clone();
    }

    /** The array behind this value, not copied, for codecs and native calls. Callers must not write to it. */
    public byte[] shared() {
        return array;
    }

    public void copyTo(byte[] destination, int offset) {
        System.arraycopy(array, 0, destination, offset, array.length);
    }

    /** Lower-case hex with {@code 0x}. */
    public String toHex() {
        return "0x" + HEX.formatHex(array);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(array, other.array);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(array, that.array);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    @Override
    public String toString() {
        return toHex();
    }

    private static String abbreviate(String text) {
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }
}
