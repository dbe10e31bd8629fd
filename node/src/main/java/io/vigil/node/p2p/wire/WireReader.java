package io.vigil.node.p2p.wire;

import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;

/**
 * Reads the Protobuf form of large messages field by field, strictly: what is not expected is refused. Generated parsers keep every
 * repeated and unknown field, so that 8 MiB of empty ones would become hundreds of MiB of objects before anyone could count them;
 * here the caller counts.
 */
public final class WireReader {
    /** Longest varint of a 64-bit number. */
    private static final int MAX_VARINT_BYTES = 10;

    private final byte[] array;
    private final int end;
    private int at;

    private WireReader(byte[] array, int start, int end) {
        this.array = array;
        this.at = start;
        this.end = end;
    }

    /** Reads from {@code array}, which must not change meanwhile. */
    public static WireReader of(byte[] array) {
        return new WireReader(array, 0, array.length);
    }

    public boolean hasMore() {
        return at < end;
    }

    /** The tag of the field at hand, not yet read. */
    public int peekTag() throws MalformedException {
        int before = at;
        int tag = tag();
        at = before;
        return tag;
    }

    /** The tag of a field: its number and, in the lowest 3 bits, 2 for bytes and messages or 0 for numbers. */
    public int tag() throws MalformedException {
        long tag = number();
        if (tag <= 0 || tag > Integer.MAX_VALUE) {
            throw new MalformedException("no field has the tag " + Long.toUnsignedString(tag));
        }
        return (int) tag;
    }

    public long number() throws MalformedException {
        long value = 0;
        for (int i = 0; i < MAX_VARINT_BYTES; i++) {
            if (at >= end) {
                throw new MalformedException("ends within a number");
            }
            byte next = array[at++];
            value |= (next & 0x7fL) << (7 * i);
            if (next >= 0) {
                return value;
            }
        }
        throw new MalformedException("a number longer than 64 bits");
    }

    /** A number that must be below 2³¹. */
    public int smallNumber() throws MalformedException {
        long value = number();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new MalformedException("number " + Long.toUnsignedString(value) + " is too large");
        }
        return (int) value;
    }

    public Bytes bytes() throws MalformedException {
        int length = length();
        at += length;
        return Bytes.copyOf(array, at - length, length);
    }

    /** The message at hand, to be read by itself. */
    public WireReader message() throws MalformedException {
        int length = length();
        at += length;
        return new WireReader(array, at - length, at);
    }

    public static MalformedException unexpected(String where, int tag) {
        return new MalformedException(
                where + ": field " + (tag >>> 3) + " of kind " + (tag & 7) + " does not belong there");
    }

    private int length() throws MalformedException {
        int length = smallNumber();
        if (length > end - at) {
            throw new MalformedException("a field of " + length + " bytes where " + (end - at) + " are left");
        }
        return length;
    }
}
