package io.vigil.vm.precompile;

import io.vigil.types.Bytes;
import java.math.BigInteger;

/** 0x100: whether an ECDSA signature over secp256r1 is one (EIP-7951). Anything wrong with the input answers nothing. */
final class P256Verify implements Precompile {
    private static final int INPUT = 160;
    private static final BigInteger ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
    private static final Curve CURVE = new Curve(
            new PrimeField(new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16)),
            BigInteger.valueOf(-3),
            new BigInteger("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b", 16));
    private static final Curve.Point GENERATOR = CURVE.point(
            CURVE.field.of(new BigInteger("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296", 16)),
            CURVE.field.of(new BigInteger("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5", 16)));
    private static final Bytes YES = Bytes.concat(Bytes.wrap(new byte[31]), Bytes.of(1));

    @Override
    public long gas(byte[] input, int offset, int length) {
        return 6_900;
    }

    @Override
    public Bytes run(byte[] input, int offset, int length) {
        return length == INPUT && verifies(Words.padded(input, offset, length, 0, INPUT)) ? YES : Bytes.EMPTY;
    }

    private static boolean verifies(byte[] data) {
        BigInteger r = new BigInteger(1, data, 32, 32);
        BigInteger s = new BigInteger(1, data, 64, 32);
        if (!isScalar(r) || !isScalar(s) || !CURVE.field.isCanonical(data, 96) || !CURVE.field.isCanonical(data, 128)) {
            return false;
        }
        long[] x = CURVE.field.read(data, 96);
        long[] y = CURVE.field.read(data, 128);
        if (!CURVE.has(x, y)) {
            return false;
        }
        BigInteger hash = new BigInteger(1, data, 0, 32);
        BigInteger w = s.modInverse(ORDER);
        BigInteger u = hash.multiply(w).mod(ORDER);
        BigInteger v = r.multiply(w).mod(ORDER);
        Curve.Affine sum = CURVE.affine(CURVE.multiplyBoth(GENERATOR, u, CURVE.point(x, y), v));
        return sum != null && CURVE.field.toBigInteger(sum.x()).mod(ORDER).equals(r);
    }

    private static boolean isScalar(BigInteger value) {
        return value.signum() > 0 && value.compareTo(ORDER) < 0;
    }
}
