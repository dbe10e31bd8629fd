package io.vigil.types;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Writes RLP (Ethereum Yellow Paper, appendix B): items in order, lists by {@link #list}. */
public final class RlpWriter {
    private byte[] buffer = new byte[256];
    private int size;

    /** One list and its items, encoded. */
    public static Bytes listOf(Consumer<RlpWriter> items) {
        return new RlpWriter().list(items).toBytes();
    }

    public RlpWriter bytes(Bytes value) {
        if (value.size() == 1 && value.get(0) >= 0) {
            append(value.shared(), 0, 1);
        } else {
            header(0x80, value.size());
            append(value.shared(), 0, value.size());
        }
        return this;
    }

    public RlpWriter hash(Hash value) {
        return bytes(value.bytes());
    }

    public RlpWriter address(Address value) {
        return bytes(value.bytes());
    }

    /** @param value read as an unsigned number */
    public RlpWriter number(long value) {
        int length = (71 - Long.numberOfLeadingZeros(value)) / 8;
        byte[] array = new byte[length];
        for (int i = 0; i < length; i++) {
            array[length - 1 - i] = (byte) (value >>> (8 * i));
        }
        return bytes(Bytes.wrap(array));
    }

    public RlpWriter number(UInt256 value) {
        return bytes(value.toMinimalBytes());
    }

    public RlpWriter list(Consumer<RlpWriter> items) {
        RlpWriter inner = new RlpWriter();
        items.accept(inner);
        header(0xc0, inner.size);
        append(inner.buffer, 0, inner.size);
        return this;
    }

    /** An item that is RLP already. */
    public RlpWriter encoded(Bytes rlp) {
        append(rlp.shared(), 0, rlp.size());
        return this;
    }

    public Bytes toBytes() {
        return Bytes.copyOf(buffer, 0, size);
    }

    /** The encodings of {@code items} as one list. */
    public static Bytes listOfEncoded(List<Bytes> items) {
        return listOf(writer -> items.forEach(writer::encoded));
    }

    private void header(int base, int length) {
        if (length < 56) {
            append(base + length);
            return;
        }
        int lengthBytes = (39 - Integer.numberOfLeadingZeros(length)) / 8;
        append(base + 55 + lengthBytes);
        for (int i = lengthBytes - 1; i >= 0; i--) {
            append(length >>> (8 * i));
        }
    }

    private void append(int value) {
        reserve(1);
        buffer[size++] = (byte) value;
    }

    private void append(byte[] source, int offset, int length) {
        reserve(length);
        System.arraycopy(source, offset, buffer, size, length);
        size += length;
    }

    private void reserve(int more) {
        int needed = Math.addExact(size, more);
        if (needed > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(needed, (int) Math.min(Integer.MAX_VALUE - 8, buffer.length * 2L)));
        }
    }
}
