package io.vigil.vm.precompile;

import io.vigil.vm.precompile.Bn254Tower.Six;
import io.vigil.vm.precompile.Bn254Tower.Twelve;
import io.vigil.vm.precompile.Bn254Tower.Two;
import java.math.BigInteger;

/**
 * A product of optimal ate pairings on bn254. Lines as in "Faster Computation of the Tate Pairing" (Arène, Lange,
 * Naehrig, Ritzenthaler), the last exponentiation as in "On the final exponentiation for calculating pairings on ordinary
 * elliptic curves" (Scott and others).
 */
final class Bn254Pairing {
    private static final PrimeField F = Bn254.FIELD;
    private static final BigInteger P = Bn254.MODULUS;
    private static final BigInteger U = new BigInteger("4965661367192848881");
    private static final byte[] LOOP =
            signedDigits(U.multiply(BigInteger.valueOf(6)).add(BigInteger.TWO));
    private static final Two TWIST_B = new Two(F.of(BigInteger.valueOf(3)), F.zero).multiply(Two.XI.invert());

    /** ξ^((p-1)·k/6) for k = 1 to 5, and ξ^((p²-1)·k/6). */
    private static final Two[] FROBENIUS = frobenius(P.subtract(BigInteger.ONE));

    private static final Two[] FROBENIUS2 = frobenius(P.multiply(P).subtract(BigInteger.ONE));

    private Twelve product = Twelve.ONE;

    private static Two[] frobenius(BigInteger exponent) {
        Two base = Two.XI.power(exponent.divide(BigInteger.valueOf(6)));
        Two[] powers = new Two[6];
        powers[0] = Two.ONE;
        for (int k = 1; k < 6; k++) {
            powers[k] = powers[k - 1].multiply(base);
        }
        return powers;
    }

    /** Digits -1, 0, 1 without two neighbours both set, lowest first. */
    private static byte[] signedDigits(BigInteger value) {
        byte[] digits = new byte[value.bitLength() + 1];
        BigInteger rest = value;
        int length = 0;
        while (rest.signum() > 0) {
            if (rest.testBit(0)) {
                int digit = 2 - (rest.intValue() & 3);
                digits[length] = (byte) digit;
                rest = rest.subtract(BigInteger.valueOf(digit));
            }
            rest = rest.shiftRight(1);
            length++;
        }
        return java.util.Arrays.copyOf(digits, length);
    }

    /** A point of the twist in Jacobian coordinates, {@code t} being z². */
    private record Twisted(Two x, Two y, Two z, Two t) {}

    /**
     * Multiplies the product by the pairing of {@code p} and the point of the second group whose 128 bytes begin at
     * {@code at}; false if those are none.
     */
    boolean add(Curve.Point p, byte[] data, int at) {
        for (int i = 0; i < 4; i++) {
            if (!F.isCanonical(data, at + 32 * i)) {
                return false;
            }
        }
        Two x = new Two(F.read(data, at + 32), F.read(data, at));
        Two y = new Two(F.read(data, at + 96), F.read(data, at + 64));
        if (x.isZero() && y.isZero()) {
            return true;
        }
        if (!y.square().same(x.square().multiply(x).add(TWIST_B)) || !isInGroup(x, y)) {
            return false;
        }
        Curve.Affine affine = Bn254.CURVE.affine(p);
        if (affine != null) {
            product = product.multiply(miller(x, y, affine.x(), affine.y()));
        }
        return true;
    }

    boolean isOne() {
        return finish(product).isOne();
    }

    /** Whether the group's order times the point is infinity; points of small order come by infinity on the way. */
    private static boolean isInGroup(Two x, Two y) {
        Jacobian point = new Jacobian(x, y, Two.ONE);
        Jacobian sum = point;
        BigInteger order = Bn254.ORDER;
        for (int bit = order.bitLength() - 2; bit >= 0; bit--) {
            sum = sum.twice();
            if (order.testBit(bit)) {
                sum = sum.add(point);
            }
        }
        return sum.z.isZero();
    }

    private record Jacobian(Two x, Two y, Two z) {
        Jacobian twice() {
            Two ySquared = y.square();
            Two s = x.multiply(ySquared).twice().twice();
            Two xSquared = x.square();
            Two m = xSquared.twice().add(xSquared);
            Two nx = m.square().subtract(s.twice());
            Two ny = m.multiply(s.subtract(nx))
                    .subtract(ySquared.square().twice().twice().twice());
            return new Jacobian(nx, ny, y.multiply(z).twice());
        }

        /** @param o with z = 1 */
        Jacobian add(Jacobian o) {
            if (z.isZero()) {
                return o;
            }
            Two zSquared = z.square();
            Two h = o.x.multiply(zSquared).subtract(x);
            Two d = o.y.multiply(zSquared.multiply(z)).subtract(y);
            if (h.isZero()) {
                return d.isZero() ? twice() : new Jacobian(Two.ONE, Two.ONE, Two.ZERO);
            }
            Two h2 = h.square();
            Two h3 = h2.multiply(h);
            Two v = x.multiply(h2);
            Two nx = d.square().subtract(h3).subtract(v.twice());
            Two ny = d.multiply(v.subtract(nx)).subtract(y.multiply(h3));
            return new Jacobian(nx, ny, z.multiply(h));
        }
    }

    private static Twelve miller(Two qx, Two qy, long[] px, long[] py) {
        Line line = new Line(px, py);
        Twelve f = Twelve.ONE;
        Twisted r = new Twisted(qx, qy, Two.ONE, Two.ONE);
        Two minusY = qy.negate();
        Two ySquared = qy.square();
        for (int i = LOOP.length - 1; i > 0; i--) {
            r = line.twice(r);
            if (i != LOOP.length - 1) {
                f = f.square();
            }
            f = line.into(f);
            if (LOOP[i - 1] != 0) {
                r = line.add(r, qx, LOOP[i - 1] > 0 ? qy : minusY, ySquared);
                f = line.into(f);
            }
        }
        Two q1x = qx.conjugate().multiply(FROBENIUS[2]);
        Two q1y = qy.conjugate().multiply(FROBENIUS[3]);
        r = line.add(r, q1x, q1y, q1y.square());
        f = line.into(f);
        Two q2x = qx.multiply(FROBENIUS2[2]);
        line.add(r, q2x, qy, ySquared);
        return line.into(f);
    }

    /** The line through the points of one step, evaluated at a point of the first group. */
    private static final class Line {
        private final long[] px;
        private final long[] py;
        private Two a = Two.ZERO;
        private Two b = Two.ZERO;
        private Two c = Two.ZERO;

        Line(long[] px, long[] py) {
            this.px = px;
            this.py = py;
        }

        Twisted add(Twisted r, Two x, Two y, Two ySquared) {
            Two bb = x.multiply(r.t);
            Two d = y.add(r.z).square().subtract(ySquared).subtract(r.t).multiply(r.t);
            Two h = bb.subtract(r.x);
            Two i = h.square();
            Two e = i.twice().twice();
            Two j = h.multiply(e);
            Two l = d.subtract(r.y).subtract(r.y);
            Two v = r.x.multiply(e);
            Two nx = l.square().subtract(j).subtract(v.twice());
            Two nz = r.z.add(h).square().subtract(r.t).subtract(i);
            Two ny = v.subtract(nx).multiply(l).subtract(r.y.multiply(j).twice());
            Two nt = nz.square();
            Two t = y.add(nz).square().subtract(ySquared).subtract(nt);
            a = l.multiply(x).twice().subtract(t);
            c = nz.multiply(py).twice();
            b = l.negate().multiply(px).twice();
            return new Twisted(nx, ny, nz, nt);
        }

        Twisted twice(Twisted r) {
            Two aa = r.x.square();
            Two bb = r.y.square();
            Two cc = bb.square();
            Two d = r.x.add(bb).square().subtract(aa).subtract(cc).twice();
            Two e = aa.twice().add(aa);
            Two g = e.square();
            Two nx = g.subtract(d.twice());
            Two nz = r.y.add(r.z).square().subtract(bb).subtract(r.t);
            Two ny = d.subtract(nx).multiply(e).subtract(cc.twice().twice().twice());
            Two nt = nz.square();
            b = e.multiply(r.t).twice().negate().multiply(px);
            a = r.x.add(e).square().subtract(aa).subtract(g).subtract(bb.twice().twice());
            c = nz.multiply(r.t).twice().multiply(py);
            return new Twisted(nx, ny, nz, nt);
        }

        /** {@code f} times c + (b + a·v)·w. */
        Twelve into(Twelve f) {
            Six high = f.c1().multiply(b, a);
            Six low = f.c0().multiply(c);
            Six both = f.c0().add(f.c1()).multiply(b.add(c), a);
            return new Twelve(low.add(high.timesV()), both.subtract(high).subtract(low));
        }
    }

    private static Twelve finish(Twelve f) {
        Twelve t = f.conjugate().multiply(f.invert());
        t = frobenius2(t).multiply(t);
        Twelve fp = frobenius(t);
        Twelve fp2 = frobenius2(t);
        Twelve fp3 = frobenius(fp2);
        Twelve fu = powerOfU(t);
        Twelve fu2 = powerOfU(fu);
        Twelve fu3 = powerOfU(fu2);
        Twelve y0 = fp.multiply(fp2).multiply(fp3);
        Twelve y1 = t.conjugate();
        Twelve y2 = frobenius2(fu2);
        Twelve y3 = frobenius(fu).conjugate();
        Twelve y4 = fu.multiply(frobenius(fu2)).conjugate();
        Twelve y5 = fu2.conjugate();
        Twelve y6 = fu3.multiply(frobenius(fu3)).conjugate();
        Twelve t0 = y6.square().multiply(y4).multiply(y5);
        Twelve t1 = y3.multiply(y5).multiply(t0);
        t0 = t0.multiply(y2);
        t1 = t1.square().multiply(t0).square();
        t0 = t1.multiply(y1);
        t1 = t1.multiply(y0);
        return t0.square().multiply(t1);
    }

    private static Twelve powerOfU(Twelve f) {
        Twelve result = f;
        for (int bit = U.bitLength() - 2; bit >= 0; bit--) {
            result = result.square();
            if (U.testBit(bit)) {
                result = result.multiply(f);
            }
        }
        return result;
    }

    private static Twelve frobenius(Twelve f) {
        Six c0 = f.c0();
        Six c1 = f.c1();
        return new Twelve(
                new Six(
                        c0.c0().conjugate(),
                        c0.c1().conjugate().multiply(FROBENIUS[2]),
                        c0.c2().conjugate().multiply(FROBENIUS[4])),
                new Six(
                        c1.c0().conjugate().multiply(FROBENIUS[1]),
                        c1.c1().conjugate().multiply(FROBENIUS[3]),
                        c1.c2().conjugate().multiply(FROBENIUS[5])));
    }

    private static Twelve frobenius2(Twelve f) {
        Six c0 = f.c0();
        Six c1 = f.c1();
        return new Twelve(
                new Six(c0.c0(), c0.c1().multiply(FROBENIUS2[2]), c0.c2().multiply(FROBENIUS2[4])),
                new Six(
                        c1.c0().multiply(FROBENIUS2[1]),
                        c1.c1().multiply(FROBENIUS2[3]),
                        c1.c2().multiply(FROBENIUS2[5])));
    }
}
