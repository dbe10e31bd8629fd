package io.vigil.vm.precompile;

import java.math.BigInteger;

/**
 * The extension fields of bn254: pairs a + bi with i² = -1, triples over them with v³ = ξ = 9 + i, and pairs of triples
 * with w² = v.
 */
final class Bn254Tower {
    private static final PrimeField F = Bn254.FIELD;

    private Bn254Tower() {}

    /** a + bi. */
    record Two(long[] a, long[] b) {
        static final Two ZERO = new Two(F.zero, F.zero);
        static final Two ONE = new Two(F.one, F.zero);
        static final Two XI = new Two(F.of(BigInteger.valueOf(9)), F.one);

        Two add(Two o) {
            return new Two(F.add(a, o.a), F.add(b, o.b));
        }

        Two subtract(Two o) {
            return new Two(F.subtract(a, o.a), F.subtract(b, o.b));
        }

        Two negate() {
            return new Two(F.negate(a), F.negate(b));
        }

        Two conjugate() {
            return new Two(a, F.negate(b));
        }

        Two twice() {
            return new Two(F.twice(a), F.twice(b));
        }

        Two multiply(Two o) {
            long[] x = F.multiply(a, o.a);
            long[] y = F.multiply(b, o.b);
            long[] cross = F.multiply(F.add(a, b), F.add(o.a, o.b));
            return new Two(F.subtract(x, y), F.subtract(cross, F.add(x, y)));
        }

        Two multiply(long[] scalar) {
            return new Two(F.multiply(a, scalar), F.multiply(b, scalar));
        }

        Two square() {
            long[] ab = F.multiply(a, b);
            return new Two(F.multiply(F.add(a, b), F.subtract(a, b)), F.twice(ab));
        }

        /** Times 9 + i. */
        Two timesXi() {
            long[] a8 = F.twice(F.twice(F.twice(a)));
            long[] b8 = F.twice(F.twice(F.twice(b)));
            return new Two(F.subtract(F.add(a8, a), b), F.add(F.add(b8, b), a));
        }

        Two invert() {
            long[] norm = F.invert(F.add(F.square(a), F.square(b)));
            return new Two(F.multiply(a, norm), F.negate(F.multiply(b, norm)));
        }

        Two power(BigInteger exponent) {
            Two result = ONE;
            for (int bit = exponent.bitLength() - 1; bit >= 0; bit--) {
                result = result.square();
                if (exponent.testBit(bit)) {
                    result = result.multiply(this);
                }
            }
            return result;
        }

        boolean isZero() {
            return F.isZero(a) && F.isZero(b);
        }

        boolean same(Two o) {
            return F.equal(a, o.a) && F.equal(b, o.b);
        }
    }

    /** c0 + c1·v + c2·v². */
    record Six(Two c0, Two c1, Two c2) {
        static final Six ZERO = new Six(Two.ZERO, Two.ZERO, Two.ZERO);
        static final Six ONE = new Six(Two.ONE, Two.ZERO, Two.ZERO);

        Six add(Six o) {
            return new Six(c0.add(o.c0), c1.add(o.c1), c2.add(o.c2));
        }

        Six subtract(Six o) {
            return new Six(c0.subtract(o.c0), c1.subtract(o.c1), c2.subtract(o.c2));
        }

        Six negate() {
            return new Six(c0.negate(), c1.negate(), c2.negate());
        }

        Six multiply(Six o) {
            Two t0 = c0.multiply(o.c0);
            Two t1 = c1.multiply(o.c1);
            Two t2 = c2.multiply(o.c2);
            Two x = c1.add(c2).multiply(o.c1.add(o.c2)).subtract(t1).subtract(t2);
            Two y = c0.add(c1).multiply(o.c0.add(o.c1)).subtract(t0).subtract(t1);
            Two z = c0.add(c2).multiply(o.c0.add(o.c2)).subtract(t0).subtract(t2);
            return new Six(t0.add(x.timesXi()), y.add(t2.timesXi()), z.add(t1));
        }

        /** Times b0 + b1·v. */
        Six multiply(Two b0, Two b1) {
            Two t0 = c0.multiply(b0);
            Two t1 = c1.multiply(b1);
            Two x = c2.multiply(b1);
            Two y = c0.add(c1).multiply(b0.add(b1)).subtract(t0).subtract(t1);
            Two z = c2.multiply(b0);
            return new Six(t0.add(x.timesXi()), y, z.add(t1));
        }

        Six multiply(Two scalar) {
            return new Six(c0.multiply(scalar), c1.multiply(scalar), c2.multiply(scalar));
        }

        /** Times v. */
        Six timesV() {
            return new Six(c2.timesXi(), c0, c1);
        }

        Six invert() {
            Two t0 = c0.square().subtract(c1.multiply(c2).timesXi());
            Two t1 = c2.square().timesXi().subtract(c0.multiply(c1));
            Two t2 = c1.square().subtract(c0.multiply(c2));
            Two norm = c0.multiply(t0)
                    .add(c2.multiply(t1).add(c1.multiply(t2)).timesXi())
                    .invert();
            return new Six(t0.multiply(norm), t1.multiply(norm), t2.multiply(norm));
        }
    }

    /** c0 + c1·w. */
    record Twelve(Six c0, Six c1) {
        static final Twelve ONE = new Twelve(Six.ONE, Six.ZERO);

        Twelve multiply(Twelve o) {
            Six t0 = c0.multiply(o.c0);
            Six t1 = c1.multiply(o.c1);
            Six cross = c0.add(c1).multiply(o.c0.add(o.c1)).subtract(t0).subtract(t1);
            return new Twelve(t0.add(t1.timesV()), cross);
        }

        Twelve square() {
            Six t = c0.multiply(c1);
            Six x = c0.add(c1).multiply(c0.add(c1.timesV()));
            return new Twelve(x.subtract(t).subtract(t.timesV()), t.add(t));
        }

        Twelve conjugate() {
            return new Twelve(c0, c1.negate());
        }

        Twelve invert() {
            Six norm = c0.multiply(c0).subtract(c1.multiply(c1).timesV()).invert();
            return new Twelve(c0.multiply(norm), c1.multiply(norm).negate());
        }

        boolean isOne() {
            return c0.c0.same(Two.ONE)
                    && c0.c1.isZero()
                    && c0.c2.isZero()
                    && c1.c0.isZero()
                    && c1.c1.isZero()
                    && c1.c2.isZero();
        }
    }
}
