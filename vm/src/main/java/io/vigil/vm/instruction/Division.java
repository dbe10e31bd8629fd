package io.vigil.vm.instruction;

/**
 * Division of up to 512 bits by up to 256 (Knuth, TAOCP 2, algorithm D, with the reciprocals of Möller and Granlund,
 * "Improved division by invariant integers"). Holds scratch space, so one object serves one thread.
 */
public final class Division {
    private final long[] u = new long[9];
    private final long[] d = new long[4];
    private final long[] q = new long[9];

    /** The two highest limbs of a normalized divisor, and their reciprocal. */
    private long keptHigh;

    private long keptLow;
    private long keptReciprocal;

    /** Runs one of the instructions that take long or are rare; returns where the stack ends then. */
    public int run(int op, long[] s, int sp) {
        switch (op) {
            case 0x04 -> divide(s, sp);
            case 0x05 -> divideSigned(s, sp);
            case 0x06 -> remainder(s, sp);
            case 0x07 -> remainderSigned(s, sp);
            case 0x08 -> {
                addModulo(s, sp);
                return sp - 8;
            }
            case 0x09 -> {
                multiplyModulo(s, sp);
                return sp - 8;
            }
            case 0x0b -> Arithmetic.signExtend(s, sp);
            case 0x12 -> Arithmetic.setFlag(s, sp - 8, Arithmetic.lessSigned(s, sp - 4, sp - 8));
            case 0x13 -> Arithmetic.setFlag(s, sp - 8, Arithmetic.lessSigned(s, sp - 8, sp - 4));
            case 0x1a -> Arithmetic.byteAt(s, sp);
            case 0x1d -> Arithmetic.shiftRightSigned(s, sp);
            default -> throw new IllegalStateException("instruction " + op);
        }
        return sp - 4;
    }

    /** DIV: the top word divided by the second; by zero gives zero. */
    public void divide(long[] s, int sp) {
        int top = sp - 4;
        int second = sp - 8;
        if ((s[top + 1] | s[top + 2] | s[top + 3] | s[second + 1] | s[second + 2] | s[second + 3]) == 0) {
            long divisor = s[second];
            s[second] = divisor == 0 ? 0 : Long.divideUnsigned(s[top], divisor);
            return;
        }
        int length = limbs(s, second);
        if (length == 0) {
            return;
        }
        if (length == 1) {
            byOneLimb(s, top, second, true);
            return;
        }
        System.arraycopy(s, top, u, 0, 4);
        divideBy(s, second, length, 4);
        System.arraycopy(q, 0, s, second, 4);
    }

    /** Divides the word at {@code a} by the one at {@code b}, which has one limb; the result takes the place of the latter. */
    private static void byOneLimb(long[] s, int a, int b, boolean wantsQuotient) {
        int shift = Long.numberOfLeadingZeros(s[b]);
        int down = 63 - shift;
        long d = s[b] << shift;
        long reciprocal = reciprocal(d);
        long a3 = s[a + 3];
        long a2 = s[a + 2];
        long a1 = s[a + 1];
        long a0 = s[a];
        long rest = a3 >>> 1 >>> down;
        long low = a3 << shift | a2 >>> 1 >>> down;
        long q3 = digit(rest, low, d, reciprocal);
        rest = low - q3 * d;
        low = a2 << shift | a1 >>> 1 >>> down;
        long q2 = digit(rest, low, d, reciprocal);
        rest = low - q2 * d;
        low = a1 << shift | a0 >>> 1 >>> down;
        long q1 = digit(rest, low, d, reciprocal);
        rest = low - q1 * d;
        low = a0 << shift;
        long q0 = digit(rest, low, d, reciprocal);
        if (wantsQuotient) {
            s[b] = q0;
            s[b + 1] = q1;
            s[b + 2] = q2;
            s[b + 3] = q3;
        } else {
            Arithmetic.setLong(s, b, low - q0 * d >>> shift);
        }
    }

    /** Two limbs divided by a normalized one, of which {@code rest} is less (Möller and Granlund, algorithm 2). */
    private static long digit(long rest, long low, long d, long reciprocal) {
        long q0 = reciprocal * rest + low;
        long q1 = Math.unsignedMultiplyHigh(reciprocal, rest) + rest + 1 + Arithmetic.carry(q0, low);
        long r = low - q1 * d;
        if (Long.compareUnsigned(r, q0) > 0) {
            q1--;
            r += d;
        }
        return Long.compareUnsigned(r, d) >= 0 ? q1 + 1 : q1;
    }

    /** MOD: the top word modulo the second; by zero gives zero. */
    public void remainder(long[] s, int sp) {
        int top = sp - 4;
        int second = sp - 8;
        if ((s[top + 1] | s[top + 2] | s[top + 3] | s[second + 1] | s[second + 2] | s[second + 3]) == 0) {
            long divisor = s[second];
            s[second] = divisor == 0 ? 0 : Long.remainderUnsigned(s[top], divisor);
            return;
        }
        int length = limbs(s, second);
        if (length == 0) {
            return;
        }
        if (length == 1) {
            byOneLimb(s, top, second, false);
            return;
        }
        System.arraycopy(s, top, u, 0, 4);
        if (length == 4) {
            reduceByFour(s, second, 4);
            return;
        }
        divideBy(s, second, length, 4);
        System.arraycopy(u, 0, s, second, 4);
    }

    /** SDIV: towards zero; the least number by -1 stays as it is. */
    public void divideSigned(long[] s, int sp) {
        boolean negative = (s[sp - 1] ^ s[sp - 5]) < 0;
        absolute(s, sp - 4);
        absolute(s, sp - 8);
        divide(s, sp);
        if (negative) {
            Arithmetic.negate(s, sp - 8);
        }
    }

    /** SMOD: the result has the sign of the dividend. */
    public void remainderSigned(long[] s, int sp) {
        boolean negative = s[sp - 1] < 0;
        absolute(s, sp - 4);
        absolute(s, sp - 8);
        remainder(s, sp);
        if (negative) {
            Arithmetic.negate(s, sp - 8);
        }
    }

    /** ADDMOD: the sum of the top two words, of 257 bits, modulo the third. */
    public void addModulo(long[] s, int sp) {
        int length = limbs(s, sp - 12);
        if (length == 0) {
            return;
        }
        long carry = 0;
        for (int i = 0; i < 4; i++) {
            long a = s[sp - 4 + i];
            long sum = a + s[sp - 8 + i];
            long first = Arithmetic.carry(sum, a);
            sum += carry;
            carry = first | (carry != 0 && sum == 0 ? 1 : 0);
            u[i] = sum;
        }
        u[4] = carry;
        int size = carry == 0 ? 4 : 5;
        if (length == 4) {
            reduceByFour(s, sp - 12, size);
            return;
        }
        divideBy(s, sp - 12, length, size);
        System.arraycopy(u, 0, s, sp - 12, 4);
    }

    /** MULMOD: the product of the top two words, of 512 bits, modulo the third. */
    public void multiplyModulo(long[] s, int sp) {
        int length = limbs(s, sp - 12);
        if (length == 0) {
            return;
        }
        multiplyFull(s, sp - 4, sp - 8);
        if (length == 4) {
            reduceByFour(s, sp - 12, 8);
            return;
        }
        divideBy(s, sp - 12, length, 8);
        System.arraycopy(u, 0, s, sp - 12, 4);
    }

    /**
     * Replaces a modulus of four limbs by the first {@code size} limbs of {@code u} (four or more) modulo it: the case of the curves and of most else, with
     * the rest and the modulus in local variables. The last reciprocal is kept, since a modulus seldom comes alone.
     */
    private void reduceByFour(long[] s, int at, int size) {
        int shift = Long.numberOfLeadingZeros(s[at + 3]);
        int down = 63 - shift;
        long d3 = s[at + 3] << shift | s[at + 2] >>> 1 >>> down;
        long d2 = s[at + 2] << shift | s[at + 1] >>> 1 >>> down;
        long d1 = s[at + 1] << shift | s[at] >>> 1 >>> down;
        long d0 = s[at] << shift;
        if (keptHigh != d3 || keptLow != d2) {
            keptReciprocal = reciprocal(d3, d2);
            keptHigh = d3;
            keptLow = d2;
        }
        long reciprocal = keptReciprocal;
        long[] x = u;
        // The highest limb gains less than 63 bits, so the rest begins below the modulus.
        long r3 = x[size - 1] >>> 1 >>> down;
        long r2 = x[size - 1] << shift | x[size - 2] >>> 1 >>> down;
        long r1 = x[size - 2] << shift | x[size - 3] >>> 1 >>> down;
        long r0 = x[size - 3] << shift | x[size - 4] >>> 1 >>> down;
        for (int j = size - 4; j >= 0; j--) {
            long next = x[j] << shift | (j == 0 ? 0 : x[j - 1] >>> 1 >>> down);
            if (r3 == d3 && r2 == d2) {
                // The digit is 2^64 - 1: the rest is next + d - (d - r) * 2^64.
                long n0 = next + d0;
                long c = Arithmetic.carry(n0, d0);
                long b1 = Arithmetic.carry(r0, d0);
                long e1 = r0 - d0;
                long n1 = e1 + d1;
                long c1 = Arithmetic.carry(n1, d1);
                n1 += c;
                c1 += Arithmetic.carry(n1, c);
                long e2 = r1 - d1 - b1;
                long n2 = e2 + d2 + c1;
                // What is above e2 is the borrow of r - d, all ones, since r is less than d; so only the sum's carry is
                // left.
                long c2 = carryOf(e2, d2, c1);
                r3 = d3 - 1 + c2;
                r2 = n2;
                r1 = n1;
                r0 = n0;
                continue;
            }
            // The three highest limbs by the two highest (Möller and Granlund, algorithm 4).
            long q0 = reciprocal * r3;
            long digit = Math.unsignedMultiplyHigh(reciprocal, r3);
            q0 += r2;
            digit += r3 + Arithmetic.carry(q0, r2);
            long h1 = r2 - digit * d3;
            long t0 = d2 * digit;
            long h0 = r1 - t0;
            h1 -= Math.unsignedMultiplyHigh(d2, digit) + Arithmetic.carry(r1, t0);
            h1 -= d3 + Arithmetic.carry(h0, d2);
            h0 -= d2;
            digit++;
            if (Long.compareUnsigned(h1, q0) >= 0) {
                digit--;
                h0 += d2;
                h1 += d3 + Arithmetic.carry(h0, d2);
            }
            if (Long.compareUnsigned(h1, d3) > 0 || h1 == d3 && Long.compareUnsigned(h0, d2) >= 0) {
                digit++;
                h1 -= d3 + Arithmetic.carry(h0, d2);
                h0 -= d2;
            }
            // The product of the digit and the two lower limbs.
            long p0 = digit * d0;
            long p1 = Math.unsignedMultiplyHigh(digit, d0);
            long l1 = digit * d1;
            p1 += l1;
            long p2 = Math.unsignedMultiplyHigh(digit, d1) + Arithmetic.carry(p1, l1);
            long n0 = next - p0;
            long borrow = Arithmetic.carry(next, p0);
            long n1 = r0 - p1;
            long borrow1 = Arithmetic.carry(r0, p1) | Arithmetic.carry(n1, borrow);
            n1 -= borrow;
            long n2 = h0 - p2;
            long borrow2 = Arithmetic.carry(h0, p2) | Arithmetic.carry(n2, borrow1);
            n2 -= borrow1;
            long n3 = h1 - borrow2;
            if (borrow2 != 0 && h1 == 0) {
                n0 += d0;
                long c = Arithmetic.carry(n0, d0);
                n1 += c;
                long c1 = Arithmetic.carry(n1, c);
                n1 += d1;
                c1 += Arithmetic.carry(n1, d1);
                n2 += c1;
                long c2 = Arithmetic.carry(n2, c1);
                n2 += d2;
                c2 += Arithmetic.carry(n2, d2);
                n3 += d3 + c2;
            }
            r3 = n3;
            r2 = n2;
            r1 = n1;
            r0 = n0;
        }
        int up = down;
        s[at] = r0 >>> shift | r1 << 1 << up;
        s[at + 1] = r1 >>> shift | r2 << 1 << up;
        s[at + 2] = r2 >>> shift | r3 << 1 << up;
        s[at + 3] = r3 >>> shift;
    }

    /** The carry of the sum of three numbers, the last small. */
    private static long carryOf(long a, long b, long small) {
        long sum = a + b;
        long carry = Arithmetic.carry(sum, b);
        return carry + Arithmetic.carry(sum + small, small);
    }

    private void multiplyFull(long[] s, int a, int b) {
        long b0 = s[b];
        long b1 = s[b + 1];
        long b2 = s[b + 2];
        long b3 = s[b + 3];
        long r0 = 0;
        long r1 = 0;
        long r2 = 0;
        long r3 = 0;
        for (int i = 0; i < 4; i++) {
            long x = s[a + i];
            long l = x * b0;
            r0 += l;
            long h = Math.unsignedMultiplyHigh(x, b0) + Arithmetic.carry(r0, l);
            u[i] = r0;
            l = x * b1;
            long t = l + h;
            h = Math.unsignedMultiplyHigh(x, b1) + Arithmetic.carry(t, l);
            r0 = r1 + t;
            h += Arithmetic.carry(r0, t);
            l = x * b2;
            t = l + h;
            h = Math.unsignedMultiplyHigh(x, b2) + Arithmetic.carry(t, l);
            r1 = r2 + t;
            h += Arithmetic.carry(r1, t);
            l = x * b3;
            t = l + h;
            h = Math.unsignedMultiplyHigh(x, b3) + Arithmetic.carry(t, l);
            r2 = r3 + t;
            r3 = h + Arithmetic.carry(r2, t);
        }
        u[4] = r0;
        u[5] = r1;
        u[6] = r2;
        u[7] = r3;
    }

    /** Divides {@code u}, of {@code size} limbs, by a word of the stack; the quotient is in q, the remainder in u. */
    private void divideBy(long[] s, int divisor, int length, int size) {
        int used = size;
        while (used > 0 && u[used - 1] == 0) {
            used--;
        }
        q[0] = 0;
        q[1] = 0;
        q[2] = 0;
        q[3] = 0;
        if (used < length) {
            for (int i = used; i < 4; i++) {
                u[i] = 0;
            }
            return;
        }
        int shift = Long.numberOfLeadingZeros(s[divisor + length - 1]);
        normalize(s, divisor, length, used, shift);
        if (length == 1) {
            byOne(used);
        } else {
            byMany(used, length);
        }
        for (int i = 0; i < length; i++) {
            long above = i + 1 < length ? u[i + 1] : 0;
            u[i] = u[i] >>> shift | above << 1 << (63 - shift);
        }
        for (int i = length; i < 4; i++) {
            u[i] = 0;
        }
    }

    /** Shifts divisor and dividend so that the divisor's highest bit is set; the dividend gains a limb. */
    private void normalize(long[] s, int divisor, int length, int used, int shift) {
        int down = 63 - shift;
        for (int i = length - 1; i > 0; i--) {
            d[i] = s[divisor + i] << shift | s[divisor + i - 1] >>> 1 >>> down;
        }
        d[0] = s[divisor] << shift;
        u[used] = u[used - 1] >>> 1 >>> down;
        for (int i = used - 1; i > 0; i--) {
            u[i] = u[i] << shift | u[i - 1] >>> 1 >>> down;
        }
        u[0] <<= shift;
    }

    private void byOne(int used) {
        long divisor = d[0];
        long reciprocal = reciprocal(divisor);
        long rest = u[used];
        for (int j = used - 1; j >= 0; j--) {
            long low = u[j];
            long q0 = reciprocal * rest;
            long q1 = Math.unsignedMultiplyHigh(reciprocal, rest);
            q0 += low;
            q1 += rest + 1 + Arithmetic.carry(q0, low);
            long r = low - q1 * divisor;
            if (Long.compareUnsigned(r, q0) > 0) {
                q1--;
                r += divisor;
            }
            if (Long.compareUnsigned(r, divisor) >= 0) {
                q1++;
                r -= divisor;
            }
            q[j] = q1;
            rest = r;
        }
        u[0] = rest;
    }

    private void byMany(int used, int length) {
        long d1 = d[length - 1];
        long d0 = d[length - 2];
        long reciprocal = reciprocal(d1, d0);
        for (int j = used - length; j >= 0; j--) {
            long u2 = u[j + length];
            long u1 = u[j + length - 1];
            if (u2 == d1 && u1 == d0) {
                u[j + length] = u1 - subtractProduct(j, length, -1);
                q[j] = -1;
                continue;
            }
            // The three highest limbs by the two highest.
            long u0 = u[j + length - 2];
            long q0 = reciprocal * u2;
            long qhat = Math.unsignedMultiplyHigh(reciprocal, u2);
            q0 += u1;
            qhat += u2 + Arithmetic.carry(q0, u1);
            long r1 = u1 - qhat * d1;
            long t0 = d0 * qhat;
            long t1 = Math.unsignedMultiplyHigh(d0, qhat);
            long r0 = u0 - t0;
            r1 -= t1 + (Long.compareUnsigned(u0, t0) < 0 ? 1 : 0);
            long before = r0;
            r0 -= d0;
            r1 -= d1 + (Long.compareUnsigned(before, d0) < 0 ? 1 : 0);
            qhat++;
            if (Long.compareUnsigned(r1, q0) >= 0) {
                qhat--;
                r0 += d0;
                r1 += d1 + Arithmetic.carry(r0, d0);
            }
            if (Long.compareUnsigned(r1, d1) > 0 || r1 == d1 && Long.compareUnsigned(r0, d0) >= 0) {
                qhat++;
                before = r0;
                r0 -= d0;
                r1 -= d1 + (Long.compareUnsigned(before, d0) < 0 ? 1 : 0);
            }
            long borrow = subtractProduct(j, length - 2, qhat);
            long low = r0 - borrow;
            long lower = Long.compareUnsigned(r0, borrow) < 0 ? 1 : 0;
            long high = r1 - lower;
            u[j + length - 2] = low;
            u[j + length - 1] = high;
            if (lower != 0 && r1 == 0) {
                qhat--;
                u[j + length - 1] += d1 + addBack(j, length - 1);
            }
            q[j] = qhat;
        }
    }

    /** Subtracts {@code factor} times the lowest {@code count} limbs of the divisor at {@code j}; returns the borrow. */
    private long subtractProduct(int j, int count, long factor) {
        long borrow = 0;
        for (int i = 0; i < count; i++) {
            long x = u[j + i];
            long s = x - borrow;
            long low = d[i] * factor;
            borrow = Math.unsignedMultiplyHigh(d[i], factor) + (Long.compareUnsigned(x, borrow) < 0 ? 1 : 0);
            u[j + i] = s - low;
            borrow += Long.compareUnsigned(s, low) < 0 ? 1 : 0;
        }
        return borrow;
    }

    private long addBack(int j, int count) {
        long carry = 0;
        for (int i = 0; i < count; i++) {
            long x = u[j + i];
            long sum = x + d[i];
            long first = Arithmetic.carry(sum, x);
            sum += carry;
            carry = first | (carry != 0 && sum == 0 ? 1 : 0);
            u[j + i] = sum;
        }
        return carry;
    }

    /** (2^128 - 1) / d - 2^64 for a divisor with its highest bit set. */
    static long reciprocal(long d) {
        // Schoolbook in two 32-bit digits; d is normalized, so each estimate is at most two too large.
        long high = d >>> 32;
        long low = d & 0xffffffffL;
        long top = ~d;
        long q1 = Long.divideUnsigned(top, high);
        long rest = top - q1 * high;
        while (q1 >>> 32 != 0 || Long.compareUnsigned(q1 * low, rest << 32 | 0xffffffffL) > 0) {
            q1--;
            rest += high;
            if (rest >>> 32 != 0) {
                break;
            }
        }
        long middle = (top << 32 | 0xffffffffL) - q1 * d;
        long q0 = Long.divideUnsigned(middle, high);
        rest = middle - q0 * high;
        while (q0 >>> 32 != 0 || Long.compareUnsigned(q0 * low, rest << 32 | 0xffffffffL) > 0) {
            q0--;
            rest += high;
            if (rest >>> 32 != 0) {
                break;
            }
        }
        return (q1 << 32) + q0;
    }

    /** The reciprocal for three limbs by two. */
    static long reciprocal(long d1, long d0) {
        long v = reciprocal(d1);
        long p = d1 * v + d0;
        if (Long.compareUnsigned(p, d0) < 0) {
            v--;
            if (Long.compareUnsigned(p, d1) >= 0) {
                v--;
                p -= d1;
            }
            p -= d1;
        }
        long t0 = v * d0;
        long t1 = Math.unsignedMultiplyHigh(v, d0);
        p += t1;
        if (Long.compareUnsigned(p, t1) < 0) {
            v--;
            if (Long.compareUnsigned(p, d1) > 0 || p == d1 && Long.compareUnsigned(t0, d0) >= 0) {
                v--;
            }
        }
        return v;
    }

    private static int limbs(long[] s, int at) {
        if (s[at + 3] != 0) {
            return 4;
        }
        if (s[at + 2] != 0) {
            return 3;
        }
        return s[at + 1] != 0 ? 2 : s[at] != 0 ? 1 : 0;
    }

    private static void absolute(long[] s, int at) {
        if (s[at + 3] < 0) {
            Arithmetic.negate(s, at);
        }
    }
}
