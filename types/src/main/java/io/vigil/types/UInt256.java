package io.vigil.types;

import java.math.BigInteger;

/**
 * An unsigned 256-bit number in four 64-bit limbs; {@code limb3} is the most significant. Plain arithmetic throws
 * {@link ArithmeticException} when it leaves the range, so money can neither wrap nor go below zero unseen.
 */
public record UInt256(long limb3, long limb2, long limb1, long limb0) implements Comparable<UInt256> {
    public static final UInt256 ZERO = new UInt256(0, 0, 0, 0);
    public static final UInt256 ONE = new UInt256(0, 0, 0, 1);
    public static final UInt256 MAX = new UInt256(-1, -1, -1, -1);

    /** @throws IllegalArgumentException if {@code value} is negative */
    public static UInt256 of(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("negative: " + value);
        }
        return value == 0 ? ZERO : new UInt256(0, 0, 0, value);
    }

    /** @throws ArithmeticException if {@code value} is negative or has more than 256 bits */
    public static UInt256 of(BigInteger value) {
        if (value.signum() < 0 || value.bitLength() > 256) {
            throw new ArithmeticException("not an unsigned 256-bit number: " + value);
        }
        return new UInt256(
                value.shiftRight(192).longValue(),
                value.shiftRight(128).longValue(),
                value.shiftRight(64).longValue(),
                value.longValue());
    }

    /** @throws IllegalArgumentException if {@code bytes} (big-endian) are more than 32 */
    public static UInt256 of(Bytes bytes) {
        int size = bytes.size();
        if (size > 32) {
            throw new IllegalArgumentException("more than 32 bytes: " + size);
        }
        long[] limbs = new long[4];
        for (int i = 0; i < size; i++) {
            limbs[i / 8] |= (bytes.get(size - 1 - i) & 0xffL) << (8 * (i % 8));
        }
        return new UInt256(limbs[3], limbs[2], limbs[1], limbs[0]);
    }

    /**
     * An Ethereum quantity: {@code 0x} and 1 to 64 hex digits without leading zeros.
     *
     * @throws MalformedException if the text is anything else
     */
    public static UInt256 parseQuantity(String text) throws MalformedException {
        boolean form = text.length() >= 3
                && text.length() <= 66
                && text.startsWith("0x")
                && (text.charAt(2) != '0' || text.length() == 3);
        if (!form || !text.substring(2).chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)) {
            throw new MalformedException("not a quantity: '" + text.substring(0, Math.min(80, text.length())) + "'");
        }
        return of(new BigInteger(text.substring(2), 16));
    }

    public UInt256 add(UInt256 other) {
        UInt256 sum = addWrapping(other);
        if (sum.compareTo(this) < 0) {
            throw new ArithmeticException("overflow: " + this + " + " + other);
        }
        return sum;
    }

    /** The sum modulo 2^256. */
    public UInt256 addWrapping(UInt256 other) {
        long r0 = limb0 + other.limb0;
        long carry = Long.compareUnsigned(r0, limb0) < 0 ? 1 : 0;
        long r1 = limb1 + other.limb1;
        long c1 = Long.compareUnsigned(r1, limb1) < 0 ? 1 : 0;
        r1 += carry;
        carry = c1 | (carry != 0 && r1 == 0 ? 1 : 0);
        long r2 = limb2 + other.limb2;
        long c2 = Long.compareUnsigned(r2, limb2) < 0 ? 1 : 0;
        r2 += carry;
        carry = c2 | (carry != 0 && r2 == 0 ? 1 : 0);
        return new UInt256(limb3 + other.limb3 + carry, r2, r1, r0);
    }

    public UInt256 subtract(UInt256 other) {
        if (compareTo(other) < 0) {
            throw new ArithmeticException("below zero: " + this + " - " + other);
        }
        return subtractWrapping(other);
    }

    /** The difference modulo 2^256. */
    public UInt256 subtractWrapping(UInt256 other) {
        return addWrapping(new UInt256(~other.limb3, ~other.limb2, ~other.limb1, ~other.limb0))
                .addWrapping(ONE);
    }

    public UInt256 multiply(UInt256 other) {
        if (isLong() && other.isLong()) {
            return new UInt256(0, 0, Math.unsignedMultiplyHigh(limb0, other.limb0), limb0 * other.limb0);
        }
        return of(toBigInteger().multiply(other.toBigInteger()));
    }

    public UInt256 multiply(long factor) {
        return multiply(of(factor));
    }

    /** @throws ArithmeticException if {@code divisor} is zero */
    public UInt256 divide(UInt256 divisor) {
        return of(toBigInteger().divide(divisor.toBigInteger()));
    }

    /** @throws ArithmeticException if {@code divisor} is zero */
    public UInt256 remainder(UInt256 divisor) {
        return of(toBigInteger().mod(divisor.toBigInteger()));
    }

    public UInt256 min(UInt256 other) {
        return compareTo(other) <= 0 ? this : other;
    }

    public UInt256 max(UInt256 other) {
        return compareTo(other) >= 0 ? this : other;
    }

    public boolean isZero() {
        return (limb0 | limb1 | limb2 | limb3) == 0;
    }

    /** Whether the value fits into 64 unsigned bits. */
    public boolean isLong() {
        return (limb1 | limb2 | limb3) == 0;
    }

    /** @throws ArithmeticException if the value is above {@link Long#MAX_VALUE} */
    public long toLong() {
        if (!isLong() || limb0 < 0) {
            throw new ArithmeticException("does not fit into a long: " + this);
        }
        return limb0;
    }

    /** The value, or {@link Long#MAX_VALUE} if it is above that. */
    public long toLongSaturated() {
        return isLong() && limb0 >= 0 ? limb0 : Long.MAX_VALUE;
    }

    public int bitLength() {
        if (limb3 != 0) {
            return 256 - Long.numberOfLeadingZeros(limb3);
        }
        if (limb2 != 0) {
            return 192 - Long.numberOfLeadingZeros(limb2);
        }
        return limb1 != 0 ? 128 - Long.numberOfLeadingZeros(limb1) : 64 - Long.numberOfLeadingZeros(limb0);
    }

    public BigInteger toBigInteger() {
        return new BigInteger(1, toBytes32().shared());
    }

    /** 32 bytes, big-endian. */
    public Bytes toBytes32() {
        byte[] array = new byte[32];
        put(array, 0, limb3);
        put(array, 8, limb2);
        put(array, 16, limb1);
        put(array, 24, limb0);
        return Bytes.wrap(array);
    }

    /** Big-endian without leading zeros; zero has no bytes, as RLP wants it. */
    public Bytes toMinimalBytes() {
        int size = (bitLength() + 7) / 8;
        return toBytes32().slice(32 - size, size);
    }

    /** An Ethereum quantity, such as {@code 0x0} or {@code 0x1f}. */
    public String toQuantity() {
        return "0x" + toBigInteger().toString(16);
    }

    @Override
    public int compareTo(UInt256 other) {
        int order = Long.compareUnsigned(limb3, other.limb3);
        if (order == 0) {
            order = Long.compareUnsigned(limb2, other.limb2);
        }
        if (order == 0) {
            order = Long.compareUnsigned(limb1, other.limb1);
        }
        return order != 0 ? order : Long.compareUnsigned(limb0, other.limb0);
    }

    @Override
    public String toString() {
        return toBigInteger().toString();
    }

    private static void put(byte[] array, int offset, long value) {
        for (int i = 0; i < 8; i++) {
            array[offset + i] = (byte) (value >>> (56 - 8 * i));
        }
    }
}
