package io.vigil.vm.instruction;

/** Multiplication, comparison, shifts and what else needs no division. */
public final class Arithmetic {
    private Arithmetic() {}

    /** Adds the word at {@code from} to the one at {@code to}. */
    public static void add(long[] s, int to, int from) {
        long b3 = s[from + 3];
        long b0 = s[from];
        long b1 = s[from + 1];
        long b2 = s[from + 2];
        long a3 = s[to + 3];
        long a0 = s[to];
        long a1 = s[to + 1];
        long a2 = s[to + 2];
        long r0 = a0 + b0;
        long t1 = a1 + b1;
        long r1 = t1 + carry(r0, b0);
        long c1 = carry(t1, b1) | carry(r1, t1);
        long t2 = a2 + b2;
        long r2 = t2 + c1;
        long c2 = carry(t2, b2) | carry(r2, t2);
        s[to] = r0;
        s[to + 1] = r1;
        s[to + 2] = r2;
        s[to + 3] = a3 + b3 + c2;
    }

    /** Adds a number without sign to the word at {@code to}. */
    public static void addLong(long[] s, int to, long number) {
        long r0 = s[to] + number;
        s[to] = r0;
        if (Long.compareUnsigned(r0, number) < 0 && ++s[to + 1] == 0 && ++s[to + 2] == 0) {
            s[to + 3]++;
        }
    }

    /** Subtracts a number without sign from the word at {@code to}. */
    public static void subtractLong(long[] s, int to, long number) {
        long a0 = s[to];
        s[to] = a0 - number;
        if (Long.compareUnsigned(a0, number) < 0 && s[to + 1]-- == 0 && s[to + 2]-- == 0) {
            s[to + 3]--;
        }
    }

    /** Writes the word at {@code a} less the word at {@code b}. */
    public static void subtract(long[] s, int to, int a, int b) {
        long b3 = s[b + 3];
        long b0 = s[b];
        long b1 = s[b + 1];
        long b2 = s[b + 2];
        long a3 = s[a + 3];
        long a0 = s[a];
        long a1 = s[a + 1];
        long a2 = s[a + 2];
        long t1 = a1 - b1;
        long r0 = a0 - b0;
        long borrow0 = carry(a0, b0);
        long c1 = carry(a1, b1) | carry(t1, borrow0);
        long t2 = a2 - b2;
        long c2 = carry(a2, b2) | carry(t2, c1);
        s[to] = r0;
        s[to + 1] = t1 - borrow0;
        s[to + 2] = t2 - c1;
        s[to + 3] = a3 - b3 - c2;
    }

    /** Multiplies the word at {@code to} by the one at {@code from}, modulo 2^256. */
    public static void multiply(long[] s, int to, int from) {
        long a3 = s[from + 3];
        long a0 = s[from];
        long a1 = s[from + 1];
        long a2 = s[from + 2];
        long b3 = s[to + 3];
        long b0 = s[to];
        long b1 = s[to + 1];
        long b2 = s[to + 2];
        if ((a1 | a2 | a3 | b1 | b2 | b3) == 0) {
            s[to] = a0 * b0;
            s[to + 1] = Math.unsignedMultiplyHigh(a0, b0);
            return;
        }
        // Row 0: a0 * b
        long r0 = a0 * b0;
        long h = Math.unsignedMultiplyHigh(a0, b0);
        long l = a0 * b1;
        long r1 = l + h;
        h = Math.unsignedMultiplyHigh(a0, b1) + carry(r1, l);
        l = a0 * b2;
        long r2 = l + h;
        h = Math.unsignedMultiplyHigh(a0, b2) + carry(r2, l);
        long r3 = a0 * b3 + h;
        // Row 1: a1 * b, one limb up
        l = a1 * b0;
        r1 += l;
        h = Math.unsignedMultiplyHigh(a1, b0) + carry(r1, l);
        l = a1 * b1;
        long t = r2 + h;
        long c = carry(t, h);
        r2 = t + l;
        h = Math.unsignedMultiplyHigh(a1, b1) + c + carry(r2, l);
        r3 += a1 * b2 + h;
        // Row 2
        l = a2 * b0;
        r2 += l;
        h = Math.unsignedMultiplyHigh(a2, b0) + carry(r2, l);
        r3 += a2 * b1 + h + a3 * b0;
        s[to] = r0;
        s[to + 1] = r1;
        s[to + 2] = r2;
        s[to + 3] = r3;
    }

    /** 1 if {@code sum}, a number plus {@code addend}, went beyond 64 bits. */
    static long carry(long sum, long addend) {
        return Long.compareUnsigned(sum, addend) < 0 ? 1 : 0;
    }

    /** Whether the word at {@code x} is less than the one at {@code y}, unsigned. */
    public static boolean less(long[] s, int x, int y) {
        long a = s[x + 3];
        long b = s[y + 3];
        if (a == b) {
            a = s[x + 2];
            b = s[y + 2];
            if (a == b) {
                a = s[x + 1];
                b = s[y + 1];
                if (a == b) {
                    a = s[x];
                    b = s[y];
                }
            }
        }
        return Long.compareUnsigned(a, b) < 0;
    }

    /** Whether the word at {@code x} is less than the one at {@code y}, as numbers with sign. */
    public static boolean lessSigned(long[] s, int x, int y) {
        long a = s[x + 3];
        long b = s[y + 3];
        return (a ^ b) < 0 ? a < 0 : less(s, x, y);
    }

    public static boolean equal(long[] s, int x, int y) {
        return ((s[x + 3] ^ s[y + 3]) | (s[x] ^ s[y]) | (s[x + 1] ^ s[y + 1]) | (s[x + 2] ^ s[y + 2])) == 0;
    }

    public static void and(long[] to, int at, long[] from, int fromAt) {
        to[at + 3] &= from[fromAt + 3];
        to[at] &= from[fromAt];
        to[at + 1] &= from[fromAt + 1];
        to[at + 2] &= from[fromAt + 2];
    }

    public static void or(long[] s, int to, int from) {
        s[to + 3] |= s[from + 3];
        s[to] |= s[from];
        s[to + 1] |= s[from + 1];
        s[to + 2] |= s[from + 2];
    }

    public static void xor(long[] s, int to, int from) {
        s[to + 3] ^= s[from + 3];
        s[to] ^= s[from];
        s[to + 1] ^= s[from + 1];
        s[to + 2] ^= s[from + 2];
    }

    public static void not(long[] s, int at) {
        s[at + 3] = ~s[at + 3];
        s[at] = ~s[at];
        s[at + 1] = ~s[at + 1];
        s[at + 2] = ~s[at + 2];
    }

    public static void copy(long[] from, int at, long[] to, int toAt) {
        long v3 = from[at + 3];
        long v0 = from[at];
        long v1 = from[at + 1];
        long v2 = from[at + 2];
        to[toAt + 3] = v3;
        to[toAt] = v0;
        to[toAt + 1] = v1;
        to[toAt + 2] = v2;
    }

    public static void exchange(long[] s, int x, int y) {
        long a3 = s[x + 3];
        long a0 = s[x];
        long a1 = s[x + 1];
        long a2 = s[x + 2];
        long b3 = s[y + 3];
        long b0 = s[y];
        long b1 = s[y + 1];
        long b2 = s[y + 2];
        s[x + 3] = b3;
        s[x] = b0;
        s[x + 1] = b1;
        s[x + 2] = b2;
        s[y + 3] = a3;
        s[y] = a0;
        s[y + 1] = a1;
        s[y + 2] = a2;
    }

    /** Writes a number of one limb. */
    public static void setLong(long[] s, int at, long number) {
        s[at + 3] = 0;
        s[at] = number;
        s[at + 1] = 0;
        s[at + 2] = 0;
    }

    public static boolean isLong(long[] s, int at, long number) {
        return (s[at + 3] | (s[at] ^ number) | s[at + 1] | s[at + 2]) == 0;
    }

    public static void setFlag(long[] s, int at, boolean flag) {
        setLong(s, at, flag ? 1 : 0);
    }

    /** The word at {@code at}, or 2^40 if it is more: beyond any memory, data or code. */
    public static long bounded(long[] s, int at) {
        long upper = s[at + 3] | s[at + 2] | s[at + 1];
        long low = s[at];
        return (upper | low >>> 40) != 0 ? 1L << 40 : low;
    }

    /** Shifts the second word left by the top word. */
    public static void shiftLeft(long[] s, int sp) {
        long n = s[sp - 4];
        if ((s[sp - 3] | s[sp - 2] | s[sp - 1]) != 0 || n < 0 || n > 255) {
            set(s, sp - 8, 0);
            return;
        }
        shiftLeft(s, sp - 8, (int) n);
    }

    /** Shifts the word at {@code at} left by {@code n}, which is below 256. */
    public static void shiftLeft(long[] s, int at, int n) {
        long v0 = s[at];
        long v1 = s[at + 1];
        long v2 = s[at + 2];
        long v3 = s[at + 3];
        int limbs = n >>> 6;
        if (limbs >= 2) {
            v3 = v1;
            v2 = v0;
            v1 = 0;
            v0 = 0;
        }
        if ((limbs & 1) != 0) {
            v3 = v2;
            v2 = v1;
            v1 = v0;
            v0 = 0;
        }
        int up = n & 63;
        int down = 63 - up; // in two steps, since a shift by 64 is one by 0
        s[at + 3] = v3 << up | v2 >>> 1 >>> down;
        s[at + 2] = v2 << up | v1 >>> 1 >>> down;
        s[at + 1] = v1 << up | v0 >>> 1 >>> down;
        s[at] = v0 << up;
    }

    /** Shifts the second word right by the top word, filling with zeros. */
    public static void shiftRight(long[] s, int sp) {
        long n = s[sp - 4];
        if ((s[sp - 3] | s[sp - 2] | s[sp - 1]) != 0 || n < 0 || n > 255) {
            set(s, sp - 8, 0);
            return;
        }
        shiftRight(s, sp - 8, (int) n, 0);
    }

    /** Shifts the second word right by the top word, filling with the sign. */
    public static void shiftRightSigned(long[] s, int sp) {
        long n = s[sp - 4];
        long sign = s[sp - 5] >> 63;
        if ((s[sp - 3] | s[sp - 2] | s[sp - 1]) != 0 || n < 0 || n > 255) {
            set(s, sp - 8, sign);
            return;
        }
        shiftRight(s, sp - 8, (int) n, sign);
    }

    /** Shifts the word at {@code at} right by {@code n}, which is below 256, filling with {@code fill} (0 or -1). */
    public static void shiftRight(long[] s, int at, int n, long fill) {
        long v0 = s[at];
        long v1 = s[at + 1];
        long v2 = s[at + 2];
        long v3 = s[at + 3];
        int limbs = n >>> 6;
        if (limbs >= 2) {
            v0 = v2;
            v1 = v3;
            v2 = fill;
            v3 = fill;
        }
        if ((limbs & 1) != 0) {
            v0 = v1;
            v1 = v2;
            v2 = v3;
            v3 = fill;
        }
        int down = n & 63;
        int up = 63 - down;
        s[at] = v0 >>> down | v1 << 1 << up;
        s[at + 1] = v1 >>> down | v2 << 1 << up;
        s[at + 2] = v2 >>> down | v3 << 1 << up;
        s[at + 3] = v3 >>> down | fill << 1 << up;
    }

    /** BYTE: the byte of the second word that the top word names, 0 being the most significant. */
    public static void byteAt(long[] s, int sp) {
        long n = s[sp - 4];
        long result = 0;
        if ((s[sp - 3] | s[sp - 2] | s[sp - 1]) == 0 && n >= 0 && n < 32) {
            int fromLow = 31 - (int) n;
            result = s[sp - 8 + (fromLow >>> 3)] >>> (8 * (fromLow & 7)) & 0xff;
        }
        set(s, sp - 8, 0);
        s[sp - 8] = result;
    }

    /** SIGNEXTEND: the second word extended from the byte that the top word names, 0 being the least significant. */
    public static void signExtend(long[] s, int sp) {
        long n = s[sp - 4];
        if ((s[sp - 3] | s[sp - 2] | s[sp - 1]) != 0 || n < 0 || n >= 31) {
            return;
        }
        int at = sp - 8;
        int limb = (int) n >>> 3;
        int unused = 56 - 8 * ((int) n & 7);
        long extended = s[at + limb] << unused >> unused;
        s[at + limb] = extended;
        long sign = extended >> 63;
        for (int i = limb + 1; i < 4; i++) {
            s[at + i] = sign;
        }
    }

    /** CLZ (EIP-7939): the number of leading zero bits of the top word. */
    public static void leadingZeros(long[] s, int sp) {
        int at = sp - 4;
        int zeros = 256 - bitLength(s, at);
        set(s, at, 0);
        s[at] = zeros;
    }

    public static int bitLength(long[] s, int at) {
        for (int limb = 3; limb >= 0; limb--) {
            if (s[at + limb] != 0) {
                return 64 * limb + 64 - Long.numberOfLeadingZeros(s[at + limb]);
            }
        }
        return 0;
    }

    /** EXP: the top word to the power of the second, modulo 2^256. */
    public static void power(long[] s, int sp) {
        int bits = bitLength(s, sp - 8);
        if (s[sp - 4] == 2 && (s[sp - 3] | s[sp - 2] | s[sp - 1]) == 0) {
            long n = s[sp - 8];
            set(s, sp - 8, 0);
            if (bits <= 8) {
                s[sp - 8 + (int) (n >>> 6)] = 1L << n;
            }
            return;
        }
        // The exponent's limbs are read before the places above the stack are used as scratch.
        long e0 = s[sp - 8];
        long e1 = s[sp - 7];
        long e2 = s[sp - 6];
        long e3 = s[sp - 5];
        int result = sp;
        int factor = sp + 4;
        set(s, result, 0);
        s[result] = 1;
        for (int bit = bits - 1; bit >= 0; bit--) {
            System.arraycopy(s, result, s, factor, 4);
            multiply(s, result, factor);
            long limb = bit >= 192 ? e3 : bit >= 128 ? e2 : bit >= 64 ? e1 : e0;
            if ((limb >>> bit & 1) != 0) {
                System.arraycopy(s, sp - 4, s, factor, 4);
                multiply(s, result, factor);
            }
        }
        System.arraycopy(s, result, s, sp - 8, 4);
    }

    /** Sets all four limbs at {@code at}. */
    public static void set(long[] s, int at, long limb) {
        s[at] = limb;
        s[at + 1] = limb;
        s[at + 2] = limb;
        s[at + 3] = limb;
    }

    public static boolean isZero(long[] s, int at) {
        return (s[at] | s[at + 1] | s[at + 2] | s[at + 3]) == 0;
    }

    /** Replaces the word at {@code at} by its two's complement. */
    public static void negate(long[] s, int at) {
        long carry = 1;
        for (int i = 0; i < 4; i++) {
            long limb = ~s[at + i] + carry;
            carry = carry != 0 && limb == 0 ? 1 : 0;
            s[at + i] = limb;
        }
    }
}
