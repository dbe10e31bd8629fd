package io.vigil.vm.precompile;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** A curve y² = x³ + ax + b over a prime field, with points in Jacobian coordinates. */
final class Curve {
    final PrimeField field;
    private final long[] a;
    private final long[] b;
    private final boolean aIsZero;

    Curve(PrimeField field, BigInteger a, BigInteger b) {
        this.field = field;
        this.a = field.of(a);
        this.b = field.of(b);
        this.aIsZero = a.signum() == 0;
    }

    /** x = X/Z², y = Y/Z³; Z = 0 is the point at infinity. */
    record Point(long[] x, long[] y, long[] z) {}

    Point infinity() {
        return new Point(field.one, field.one, field.zero);
    }

    Point point(long[] x, long[] y) {
        return new Point(x, y, field.one);
    }

    boolean isInfinity(Point point) {
        return field.isZero(point.z);
    }

    boolean has(long[] x, long[] y) {
        long[] right = field.add(field.multiply(field.square(x), x), field.add(field.multiply(a, x), b));
        return field.equal(field.square(y), right);
    }

    Point twice(Point q) {
        if (isInfinity(q) || field.isZero(q.y)) {
            return infinity();
        }
        PrimeField f = field;
        long[] ySquared = f.square(q.y);
        long[] s = f.twice(f.twice(f.multiply(q.x, ySquared)));
        long[] xSquared = f.square(q.x);
        long[] m = f.add(f.twice(xSquared), xSquared);
        if (!aIsZero) {
            m = f.add(m, f.multiply(a, f.square(f.square(q.z))));
        }
        long[] x = f.subtract(f.square(m), f.twice(s));
        long[] y4 = f.twice(f.twice(f.twice(f.square(ySquared))));
        long[] y = f.subtract(f.multiply(m, f.subtract(s, x)), y4);
        return new Point(x, y, f.twice(f.multiply(q.y, q.z)));
    }

    Point add(Point q, Point r) {
        if (isInfinity(q)) {
            return r;
        }
        if (isInfinity(r)) {
            return q;
        }
        PrimeField f = field;
        long[] qz = f.square(q.z);
        long[] rz = f.square(r.z);
        long[] u1 = f.multiply(q.x, rz);
        long[] u2 = f.multiply(r.x, qz);
        long[] s1 = f.multiply(q.y, f.multiply(rz, r.z));
        long[] s2 = f.multiply(r.y, f.multiply(qz, q.z));
        if (f.equal(u1, u2)) {
            return f.equal(s1, s2) ? twice(q) : infinity();
        }
        long[] h = f.subtract(u2, u1);
        long[] d = f.subtract(s2, s1);
        long[] h2 = f.square(h);
        long[] h3 = f.multiply(h2, h);
        long[] v = f.multiply(u1, h2);
        long[] x = f.subtract(f.subtract(f.square(d), h3), f.twice(v));
        long[] y = f.subtract(f.multiply(d, f.subtract(v, x)), f.multiply(s1, h3));
        return new Point(x, y, f.multiply(h, f.multiply(q.z, r.z)));
    }

    /** {@code q} times a number, four bits at a time. */
    Point multiply(Point q, BigInteger scalar) {
        Point[] table = new Point[16];
        table[0] = infinity();
        for (int i = 1; i < 16; i++) {
            table[i] = add(table[i - 1], q);
        }
        Point result = infinity();
        for (int digit = (scalar.bitLength() + 3) / 4 - 1; digit >= 0; digit--) {
            result = twice(twice(twice(twice(result))));
            result = add(result, table[scalar.shiftRight(4 * digit).intValue() & 15]);
        }
        return result;
    }

    /** {@code k} times {@code q} plus {@code l} times {@code r}, with the doublings shared (Shamir's trick). */
    Point multiplyBoth(Point q, BigInteger k, Point r, BigInteger l) {
        Point[] table = new Point[16];
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                if (i == 0 && j == 0) {
                    table[0] = infinity();
                } else {
                    table[4 * i + j] = j > 0 ? add(table[4 * i + j - 1], r) : add(table[4 * (i - 1)], q);
                }
            }
        }
        Point result = infinity();
        for (int digit = (Math.max(k.bitLength(), l.bitLength()) + 1) / 2 - 1; digit >= 0; digit--) {
            result = twice(twice(result));
            int i = k.shiftRight(2 * digit).intValue() & 3;
            int j = l.shiftRight(2 * digit).intValue() & 3;
            if (i + j > 0) {
                result = add(result, table[4 * i + j]);
            }
        }
        return result;
    }

    /** Plain coordinates. */
    record Affine(long[] x, long[] y) {}

    /** Null for infinity. */
    @Nullable
    Affine affine(Point point) {
        if (isInfinity(point)) {
            return null;
        }
        long[] inverse = field.invert(point.z);
        long[] square = field.square(inverse);
        return new Affine(field.multiply(point.x, square), field.multiply(point.y, field.multiply(square, inverse)));
    }
}
