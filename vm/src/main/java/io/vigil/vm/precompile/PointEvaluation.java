package io.vigil.vm.precompile;

import io.vigil.types.Bytes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * 0x0a: whether the polynomial behind a KZG commitment has the value y at z (EIP-4844). The proof π holds if
 * e(C - [y]G1, G2) = e(π, [s]G2 - [z]G2), so of the trusted setup only [s]G2 is needed.
 */
final class PointEvaluation implements Precompile {
    private static final int INPUT = 192;
    private static final byte VERSION = 1;

    private static final Bytes G1 = Bytes.fromHex(
            "97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac58" + "6c55e83ff97a1aeffb3af00adb22c6bb");
    private static final Bytes G2 = Bytes.fromHex("93e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049"
            + "334cf11213945d57e5ac7d055d042b7e024aa2b2f08f0a91260805272dc51051"
            + "c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8");
    /** The second point of the ceremony's G2 powers. */
    private static final Bytes S_G2 = Bytes.fromHex("b5bfd7dd8cdeb128843bc287230af38926187075cbfbefa81009a2ce615ac53d"
            + "2914e5870cb452d2afaaab24f3499f72185cbfee53492714734429b7b38608e2"
            + "3926c911cceceac9a36851477ba4c60b087041de621000edc98edada20c1def2");

    /** The number of elements of a blob and the order of the scalar field. */
    private static final Bytes OUTPUT = Bytes.fromHex("0000000000000000000000000000000000000000000000000000000000001000"
            + "73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001");

    private final Blst blst = Blst.library();

    @Override
    public long gas(byte[] input, int offset, int length) {
        return 50_000;
    }

    @Override
    public @Nullable Bytes run(byte[] input, int offset, int length) {
        if (length != INPUT) {
            return null;
        }
        byte[] data = Words.padded(input, offset, length, 0, INPUT);
        byte[] hash = Sha256.digest(data, 96, 48);
        hash[0] = VERSION;
        if (!Arrays.equals(hash, 0, 32, data, 0, 32)) {
            return null;
        }
        BigInteger z = new BigInteger(1, data, 32, 32);
        BigInteger y = new BigInteger(1, data, 64, 32);
        if (z.compareTo(Bls12381.ORDER) >= 0 || y.compareTo(Bls12381.ORDER) >= 0) {
            return null;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment commitment = point(arena, blst.g1, Bytes.copyOf(data, 96, 48));
            MemorySegment proof = point(arena, blst.g1, Bytes.copyOf(data, 144, 48));
            return commitment != null && proof != null && holds(arena, commitment, proof, z, y) ? OUTPUT : null;
        }
    }

    private boolean holds(Arena arena, MemorySegment commitment, MemorySegment proof, BigInteger z, BigInteger y) {
        // e(C - [y]G1, -G2) · e(π, [s]G2 - [z]G2) = 1
        MemorySegment left = difference(arena, blst.g1, commitment, G1, y);
        MemorySegment right = difference(arena, blst.g2, known(arena, blst.g2, S_G2), G2, z);
        MemorySegment minusG2 = known(arena, blst.g2, negated(G2));
        Bls12381.Pairings product = new Bls12381.Pairings(arena);
        if (!isInfinity(left)) {
            product.multiply(left, minusG2);
        }
        if (!isInfinity(proof) && !isInfinity(right)) {
            product.multiply(proof, right);
        }
        return product.isOne();
    }

    /** {@code point} less {@code factor} times the generator, affine; zeros for infinity. */
    private static MemorySegment difference(
            Arena arena, Blst.Group group, MemorySegment point, Bytes generator, BigInteger factor) {
        MemorySegment scalar = arena.allocate(Blst.SCALAR, 8);
        byte[] minus = Bls12381.ORDER.subtract(factor).mod(Bls12381.ORDER).toByteArray();
        for (int i = 0; i < Math.min(Blst.SCALAR, minus.length); i++) {
            scalar.set(ValueLayout.JAVA_BYTE, i, minus[minus.length - 1 - i]);
        }
        MemorySegment sum = arena.allocate(group.jacobianSize, 8);
        Blst.call(group.fromAffine, sum, known(arena, group, generator));
        Blst.multiply(group, sum, sum, scalar);
        if (!isInfinity(point)) {
            Blst.call(group.addAffine, sum, sum, point);
        }
        MemorySegment affine = arena.allocate(group.affineSize, 8);
        Blst.call(group.toAffine, affine, sum);
        return affine;
    }

    /** A compressed point in its subgroup, affine; null if the bytes are none. */
    private static @Nullable MemorySegment point(Arena arena, Blst.Group group, Bytes compressed) {
        MemorySegment bytes = arena.allocate(compressed.size());
        MemorySegment.copy(compressed.shared(), 0, bytes, ValueLayout.JAVA_BYTE, 0, compressed.size());
        MemorySegment affine = arena.allocate(group.affineSize, 8);
        if (Blst.ask(group.uncompress, affine, bytes) != 0) {
            return null;
        }
        return isInfinity(affine) || Blst.ask(group.inGroup, affine) != 0 ? affine : null;
    }

    private static MemorySegment known(Arena arena, Blst.Group group, Bytes compressed) {
        MemorySegment point = point(arena, group, compressed);
        if (point == null) {
            throw new IllegalStateException("not a point: " + compressed);
        }
        return point;
    }

    /** The compressed form of the opposite point: one bit tells the sign. */
    private static Bytes negated(Bytes compressed) {
        byte[] bytes = compressed.toArray();
        bytes[0] ^= 0x20;
        return Bytes.wrap(bytes);
    }

    private static boolean isInfinity(MemorySegment affine) {
        for (long i = 0; i < affine.byteSize(); i += 8) {
            if (affine.get(ValueLayout.JAVA_LONG, i) != 0) {
                return false;
            }
        }
        return true;
    }
}
