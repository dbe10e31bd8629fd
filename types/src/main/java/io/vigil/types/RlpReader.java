package io.vigil.types;

/**
 * Reads RLP strictly (Ethereum Yellow Paper, appendix B): lengths and numbers without leading zeros, single small bytes
 * without a header, nothing past the end. A reader stands before the next item of one list; {@link #end} asserts that
 * none is left. Nothing is allocated from a length that the input does not hold.
 */
public final class RlpReader {
    private final byte[] source;
    private final int limit;
    private int at;

    private int payloadStart;
    private int payloadLength;

    private RlpReader(byte[] source, int at, int limit) {
        this.source = source;
        this.at = at;
        this.limit = limit;
    }

    /** Stands before the first of the items that {@code input} holds one after another. */
    public static RlpReader of(Bytes input) {
        return new RlpReader(input.shared(), 0, input.size());
    }

    /** Opens {@code input}, which must be exactly one list. */
    public static RlpReader ofList(Bytes input) throws MalformedException {
        RlpReader outer = of(input);
        RlpReader list = outer.list();
        outer.end();
        return list;
    }

    public boolean hasNext() {
        return at < limit;
    }

    /** Whether the next item is a list. */
    public boolean isList() throws MalformedException {
        if (at >= limit) {
            throw malformed("item missing");
        }
        return (source[at] & 0xff) >= 0xc0;
    }

    public Bytes bytes() throws MalformedException {
        next(false);
        return Bytes.copyOf(source, payloadStart, payloadLength);
    }

    /** @throws MalformedException also if the string has not {@code size} bytes */
    public Bytes bytes(int size) throws MalformedException {
        int start = at;
        next(false);
        if (payloadLength != size) {
            at = start;
            throw malformed("expected " + size + " bytes, found " + payloadLength);
        }
        return Bytes.copyOf(source, payloadStart, payloadLength);
    }

    public Hash hash() throws MalformedException {
        return new Hash(bytes(Hash.SIZE));
    }

    public Address address() throws MalformedException {
        return new Address(bytes(Address.SIZE));
    }

    /** A number of at most 63 bits. */
    public long number() throws MalformedException {
        UInt256 value = scalar(8);
        if (value.limb0() < 0) {
            throw malformed("number above 2^63-1");
        }
        return value.limb0();
    }

    /** A number of at most 64 bits; one above 2^63-1 comes out negative and is to be read as unsigned. */
    public long unsignedLong() throws MalformedException {
        return scalar(8).limb0();
    }

    public UInt256 uint256() throws MalformedException {
        return scalar(32);
    }

    /** Enters the next item, a list, and steps behind it. */
    public RlpReader list() throws MalformedException {
        next(true);
        return new RlpReader(source, payloadStart, payloadStart + payloadLength);
    }

    /** The next item as it is encoded, header included. */
    public Bytes encoded() throws MalformedException {
        int start = at;
        next(isList());
        return Bytes.copyOf(source, start, at - start);
    }

    /** @throws MalformedException if an item is left */
    public void end() throws MalformedException {
        if (at < limit) {
            throw malformed((limit - at) + " bytes too many");
        }
    }

    private UInt256 scalar(int maxBytes) throws MalformedException {
        next(false);
        if (payloadLength > maxBytes) {
            throw malformed("number of " + payloadLength + " bytes, at most " + maxBytes);
        }
        if (payloadLength > 0 && source[payloadStart] == 0) {
            throw malformed("number with leading zero");
        }
        return UInt256.of(Bytes.copyOf(source, payloadStart, payloadLength));
    }

    private void next(boolean wantList) throws MalformedException {
        if (isList() != wantList) {
            throw malformed(wantList ? "expected a list, found bytes" : "expected bytes, found a list");
        }
        int first = source[at] & 0xff;
        boolean isList = first >= 0xc0;
        if (first < 0x80) {
            payloadStart = at;
            payloadLength = 1;
        } else {
            int base = isList ? 0xc0 : 0x80;
            int code = first - base;
            payloadLength = code < 56 ? code : longLength(code - 55);
            payloadStart = at + 1 + Math.max(0, code - 55);
            if (payloadLength > limit - payloadStart) {
                throw malformed("item of " + payloadLength + " bytes runs past the end");
            }
            if (base == 0x80 && payloadLength == 1 && source[payloadStart] >= 0) {
                throw malformed("small byte with a header");
            }
        }
        at = payloadStart + payloadLength;
    }

    private int longLength(int lengthBytes) throws MalformedException {
        if (lengthBytes > limit - at - 1) {
            throw malformed("length runs past the end");
        }
        if (source[at + 1] == 0) {
            throw malformed("length with leading zero");
        }
        if (lengthBytes > 4) {
            throw malformed("length above 2^31-1");
        }
        long length = 0;
        for (int i = 1; i <= lengthBytes; i++) {
            length = (length << 8) | (source[at + i] & 0xff);
        }
        if (length < 56) {
            throw malformed("short length in long form");
        }
        if (length > Integer.MAX_VALUE) {
            throw malformed("length above 2^31-1");
        }
        return (int) length;
    }

    private MalformedException malformed(String what) {
        return new MalformedException("RLP at byte " + at + ": " + what);
    }
}
