package io.vigil.vm.precompile;

import io.vigil.types.Bytes;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** The curve of EIP-196 and EIP-197 (alt_bn128), and the precompiles on its first group. */
final class Bn254 {
    static final BigInteger MODULUS =
            new BigInteger("21888242871839275222246405745257275088696311157297823662689037894645226208583");
    static final BigInteger ORDER =
            new BigInteger("21888242871839275222246405745257275088548364400416034343698204186575808495617");
    static final PrimeField FIELD = new PrimeField(MODULUS);
    static final Curve CURVE = new Curve(FIELD, BigInteger.ZERO, BigInteger.valueOf(3));

    private static final int POINT = 64;

    private Bn254() {}

    /** Reads a point; null if it is not on the curve or a coordinate is not below the modulus. */
    static Curve.@Nullable Point read(byte[] data, int at) {
        if (!FIELD.isCanonical(data, at) || !FIELD.isCanonical(data, at + 32)) {
            return null;
        }
        long[] x = FIELD.read(data, at);
        long[] y = FIELD.read(data, at + 32);
        if (FIELD.isZero(x) && FIELD.isZero(y)) {
            return CURVE.infinity();
        }
        return CURVE.has(x, y) ? CURVE.point(x, y) : null;
    }

    private static Bytes write(Curve.Point point) {
        byte[] out = new byte[POINT];
        Curve.Affine affine = CURVE.affine(point);
        if (affine != null) {
            FIELD.toBytes(affine.x(), out, 0);
            FIELD.toBytes(affine.y(), out, 32);
        }
        return Bytes.wrap(out);
    }

    /** 0x06. */
    static final class Add implements Precompile {
        @Override
        public long gas(byte[] input, int offset, int length) {
            return 150; // EIP-1108
        }

        @Override
        public @Nullable Bytes run(byte[] input, int offset, int length) {
            byte[] data = Words.padded(input, offset, length, 0, 2 * POINT);
            Curve.Point a = read(data, 0);
            Curve.Point b = read(data, POINT);
            return a == null || b == null ? null : write(CURVE.add(a, b));
        }
    }

    /** 0x07. */
    static final class Multiply implements Precompile {
        @Override
        public long gas(byte[] input, int offset, int length) {
            return 6_000;
        }

        @Override
        public @Nullable Bytes run(byte[] input, int offset, int length) {
            byte[] data = Words.padded(input, offset, length, 0, POINT + 32);
            Curve.Point a = read(data, 0);
            BigInteger scalar = new BigInteger(1, data, POINT, 32).mod(ORDER);
            return a == null ? null : write(CURVE.multiply(a, scalar));
        }
    }

    /** 0x08. */
    static final class Pairing implements Precompile {
        private static final int PAIR = 192;
        private static final Bytes YES = Bytes.concat(Bytes.wrap(new byte[31]), Bytes.of(1));
        private static final Bytes NO = Bytes.wrap(new byte[32]);

        @Override
        public long gas(byte[] input, int offset, int length) {
            return 45_000 + 34_000L * (length / PAIR);
        }

        @Override
        public @Nullable Bytes run(byte[] input, int offset, int length) {
            if (length % PAIR != 0) {
                return null;
            }
            Bn254Pairing pairing = new Bn254Pairing();
            for (int at = 0; at < length; at += PAIR) {
                byte[] data = Words.padded(input, offset, length, at, PAIR);
                Curve.Point p = read(data, 0);
                if (p == null || !pairing.add(p, data, POINT)) {
                    return null;
                }
            }
            return pairing.isOne() ? YES : NO;
        }
    }
}
