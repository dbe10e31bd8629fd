package io.vigil.vm.precompile;

import java.math.BigInteger;

/**
 * Integers modulo an odd prime of at most 256 bits, in Montgomery's form: four little-endian limbs in an array that nobody
 * writes to once it is made. Not constant in time: precompiles see public values only.
 */
final class PrimeField {
    private static final BigInteger R = BigInteger.ONE.shiftLeft(256);

    final long[] zero = new long[4];
    final long[] one;
    final BigInteger modulus;
    private final long[] p;
    private final long inverse;
    private final long[] rSquared;

    PrimeField(BigInteger modulus) {
        this.modulus = modulus;
        this.p = limbs(modulus);
        this.inverse = modulus.negate().modInverse(BigInteger.ONE.shiftLeft(64)).longValue();
        this.rSquared = limbs(R.multiply(R).mod(modulus));
        this.one = limbs(R.mod(modulus));
    }

    private static long[] limbs(BigInteger value) {
        return new long[] {
            value.longValue(),
            value.shiftRight(64).longValue(),
            value.shiftRight(128).longValue(),
            value.shiftRight(192).longValue()
        };
    }

    long[] of(BigInteger value) {
        return multiply(limbs(value.mod(modulus)), rSquared);
    }

    BigInteger toBigInteger(long[] a) {
        byte[] bytes = new byte[32];
        toBytes(a, bytes, 0);
        return new BigInteger(1, bytes);
    }

    /** Whether the 32 bytes from {@code at}, big-endian, are below the modulus. */
    boolean isCanonical(byte[] bytes, int at) {
        return new BigInteger(1, bytes, at, 32).compareTo(modulus) < 0;
    }

    /** Reads 32 bytes, big-endian, that are below the modulus. */
    long[] read(byte[] bytes, int at) {
        long[] value = new long[4];
        for (int i = 0; i < 32; i++) {
            value[3 - (i >>> 3)] |= (bytes[at + i] & 0xffL) << (56 - 8 * (i & 7));
        }
        return multiply(value, rSquared);
    }

    void toBytes(long[] a, byte[] out, int at) {
        long[] value = multiply(a, new long[] {1, 0, 0, 0});
        for (int i = 0; i < 32; i++) {
            out[at + i] = (byte) (value[3 - (i >>> 3)] >>> (56 - 8 * (i & 7)));
        }
    }

    boolean isZero(long[] a) {
        return (a[0] | a[1] | a[2] | a[3]) == 0;
    }

    boolean equal(long[] a, long[] b) {
        return a[0] == b[0] && a[1] == b[1] && a[2] == b[2] && a[3] == b[3];
    }

    long[] add(long[] a, long[] b) {
        long r0 = a[0] + b[0];
        long c = carry(r0, b[0]);
        long t = a[1] + c;
        c = carry(t, c);
        long r1 = t + b[1];
        c += carry(r1, b[1]);
        t = a[2] + c;
        c = carry(t, c);
        long r2 = t + b[2];
        c += carry(r2, b[2]);
        t = a[3] + c;
        c = carry(t, c);
        long r3 = t + b[3];
        c += carry(r3, b[3]);
        return reduce(r0, r1, r2, r3, c);
    }

    long[] twice(long[] a) {
        return add(a, a);
    }

    long[] subtract(long[] a, long[] b) {
        long r0 = a[0] - b[0];
        long c = Long.compareUnsigned(a[0], b[0]) < 0 ? 1 : 0;
        long t = a[1] - b[1];
        long r1 = t - c;
        c = (Long.compareUnsigned(a[1], b[1]) < 0 ? 1 : 0) | (Long.compareUnsigned(t, c) < 0 ? 1 : 0);
        t = a[2] - b[2];
        long r2 = t - c;
        c = (Long.compareUnsigned(a[2], b[2]) < 0 ? 1 : 0) | (Long.compareUnsigned(t, c) < 0 ? 1 : 0);
        t = a[3] - b[3];
        long r3 = t - c;
        c = (Long.compareUnsigned(a[3], b[3]) < 0 ? 1 : 0) | (Long.compareUnsigned(t, c) < 0 ? 1 : 0);
        if (c != 0) {
            r0 += p[0];
            c = carry(r0, p[0]);
            t = r1 + c;
            c = carry(t, c);
            r1 = t + p[1];
            c += carry(r1, p[1]);
            t = r2 + c;
            c = carry(t, c);
            r2 = t + p[2];
            c += carry(r2, p[2]);
            r3 += c + p[3];
        }
        return new long[] {r0, r1, r2, r3};
    }

    long[] negate(long[] a) {
        return isZero(a) ? a : subtract(zero, a);
    }

    long[] square(long[] a) {
        return multiply(a, a);
    }

    /** Montgomery's product, one limb of {@code b} at a time (CIOS). */
    long[] multiply(long[] a, long[] b) {
        long a0 = a[0];
        long a1 = a[1];
        long a2 = a[2];
        long a3 = a[3];
        long p0 = p[0];
        long p1 = p[1];
        long p2 = p[2];
        long p3 = p[3];
        long t0 = 0;
        long t1 = 0;
        long t2 = 0;
        long t3 = 0;
        long t4 = 0;
        for (int i = 0; i < 4; i++) {
            long x = b[i];
            long l = a0 * x;
            t0 += l;
            long h = Math.unsignedMultiplyHigh(a0, x) + carry(t0, l);
            l = a1 * x + h;
            h = Math.unsignedMultiplyHigh(a1, x) + carry(l, h);
            t1 += l;
            h += carry(t1, l);
            l = a2 * x + h;
            h = Math.unsignedMultiplyHigh(a2, x) + carry(l, h);
            t2 += l;
            h += carry(t2, l);
            l = a3 * x + h;
            h = Math.unsignedMultiplyHigh(a3, x) + carry(l, h);
            t3 += l;
            h += carry(t3, l);
            t4 += h;
            long t5 = carry(t4, h);

            long m = t0 * inverse;
            l = m * p0;
            h = Math.unsignedMultiplyHigh(m, p0) + carry(t0 + l, l);
            l = m * p1 + h;
            h = Math.unsignedMultiplyHigh(m, p1) + carry(l, h);
            t0 = t1 + l;
            h += carry(t0, l);
            l = m * p2 + h;
            h = Math.unsignedMultiplyHigh(m, p2) + carry(l, h);
            t1 = t2 + l;
            h += carry(t1, l);
            l = m * p3 + h;
            h = Math.unsignedMultiplyHigh(m, p3) + carry(l, h);
            t2 = t3 + l;
            h += carry(t2, l);
            t3 = t4 + h;
            t4 = t5 + carry(t3, h);
        }
        return reduce(t0, t1, t2, t3, t4);
    }

    /** The value less the modulus if it is not below it; {@code high} is its fifth limb. */
    private long[] reduce(long r0, long r1, long r2, long r3, long high) {
        long d0 = r0 - p[0];
        long c = Long.compareUnsigned(r0, p[0]) < 0 ? 1 : 0;
        long t = r1 - p[1];
        long d1 = t - c;
        c = (Long.compareUnsigned(r1, p[1]) < 0 ? 1 : 0) | (Long.compareUnsigned(t, c) < 0 ? 1 : 0);
        t = r2 - p[2];
        long d2 = t - c;
        c = (Long.compareUnsigned(r2, p[2]) < 0 ? 1 : 0) | (Long.compareUnsigned(t, c) < 0 ? 1 : 0);
        t = r3 - p[3];
        long d3 = t - c;
        c = (Long.compareUnsigned(r3, p[3]) < 0 ? 1 : 0) | (Long.compareUnsigned(t, c) < 0 ? 1 : 0);
        return high < c ? new long[] {r0, r1, r2, r3} : new long[] {d0, d1, d2, d3};
    }

    long[] power(long[] a, BigInteger exponent) {
        long[] result = one;
        for (int bit = exponent.bitLength() - 1; bit >= 0; bit--) {
            result = square(result);
            if (exponent.testBit(bit)) {
                result = multiply(result, a);
            }
        }
        return result;
    }

    /** The inverse; zero for zero. */
    long[] invert(long[] a) {
        return isZero(a) ? a : of(toBigInteger(a).modInverse(modulus));
    }

    private static long carry(long sum, long addend) {
        return Long.compareUnsigned(sum, addend) < 0 ? 1 : 0;
    }
}
