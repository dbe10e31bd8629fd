package io.vigil.vm.precompile;

import io.vigil.types.Bytes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * The precompiles on BLS12-381 (EIP-2537). blst computes; which bytes are field elements, points and members of a
 * subgroup is checked here.
 */
final class Bls12381 {
    static final BigInteger MODULUS = new BigInteger(
            "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab", 16);
    static final BigInteger ORDER =
            new BigInteger("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001", 16);

    /** A field element in an input: 16 zeros, then 48 bytes. */
    private static final int ELEMENT = 64;

    private static final int SCALAR = 32;
    private static final int PADDING = 16;

    private static final int[] DISCOUNT_G1 = {
        1000, 949, 848, 797, 764, 750, 738, 728, 719, 712, 705, 698, 692, 687, 682, 677, 673, 669, 665, 661, 658, 654,
        651, 648, 645, 642, 640, 637, 635, 632, 630, 627, 625, 623, 621, 619, 617, 615, 613, 611, 609, 608, 606, 604,
        603, 601, 599, 598, 596, 595, 593, 592, 591, 589, 588, 586, 585, 584, 582, 581, 580, 579, 577, 576, 575, 574,
        573, 572, 570, 569, 568, 567, 566, 565, 564, 563, 562, 561, 560, 559, 558, 557, 556, 555, 554, 553, 552, 551,
        550, 549, 548, 547, 547, 546, 545, 544, 543, 542, 541, 540, 540, 539, 538, 537, 536, 536, 535, 534, 533, 532,
        532, 531, 530, 529, 528, 528, 527, 526, 525, 525, 524, 523, 522, 522, 521, 520, 520, 519
    };
    private static final int[] DISCOUNT_G2 = {
        1000, 1000, 923, 884, 855, 832, 812, 796, 782, 770, 759, 749, 740, 732, 724, 717, 711, 704, 699, 693, 688, 683,
        679, 674, 670, 666, 663, 659, 655, 652, 649, 646, 643, 640, 637, 634, 632, 629, 627, 624, 622, 620, 618, 615,
        613, 611, 609, 607, 606, 604, 602, 600, 598, 597, 595, 593, 592, 590, 589, 587, 586, 584, 583, 582, 580, 579,
        578, 576, 575, 574, 573, 571, 570, 569, 568, 567, 566, 565, 563, 562, 561, 560, 559, 558, 557, 556, 555, 554,
        553, 552, 552, 551, 550, 549, 548, 547, 546, 545, 545, 544, 543, 542, 541, 541, 540, 539, 538, 537, 537, 536,
        535, 535, 534, 533, 532, 532, 531, 530, 530, 529, 528, 528, 527, 526, 526, 525, 524, 524
    };

    private Bls12381() {}

    /** One group: how its points look in an input, and blst's functions for it. */
    private record Group(Blst.Group functions, int coordinates) {
        static Group first() {
            return new Group(Blst.library().g1, 1);
        }

        static Group second() {
            return new Group(Blst.library().g2, 2);
        }

        int pointSize() {
            return 2 * coordinates * ELEMENT;
        }

        /** Reads a point to {@code to}; infinity is all zeros there too. */
        Read read(byte[] data, int at, MemorySegment to, Arena arena, boolean mustBeInGroup) {
            if (Words.isZero(data, at, at + pointSize())) {
                to.asSlice(0, functions.affineSize).fill((byte) 0);
                return Read.INFINITY;
            }
            for (int i = 0; i < 2 * coordinates; i++) {
                if (!readElement(data, at + i * ELEMENT, to.asSlice((long) i * Blst.FP, Blst.FP), arena)) {
                    return Read.INVALID;
                }
            }
            boolean valid =
                    Blst.ask(functions.onCurve, to) != 0 && (!mustBeInGroup || Blst.ask(functions.inGroup, to) != 0);
            return valid ? Read.POINT : Read.INVALID;
        }

        /** Writes a Jacobian point. */
        Bytes write(MemorySegment jacobian, Arena arena) {
            MemorySegment affine = arena.allocate(functions.affineSize, 8);
            Blst.call(functions.toAffine, affine, jacobian);
            byte[] out = new byte[pointSize()];
            MemorySegment bytes = arena.allocate(Blst.FP);
            for (int i = 0; i < 2 * coordinates; i++) {
                Blst.call(Blst.library().bytesFromFp, bytes, affine.asSlice((long) i * Blst.FP, Blst.FP));
                MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, 0, out, i * ELEMENT + PADDING, Blst.FP);
            }
            return Bytes.wrap(out);
        }

        Bytes infinity() {
            return Bytes.wrap(new byte[pointSize()]);
        }
    }

    private enum Read {
        POINT,
        INFINITY,
        INVALID
    }

    private static boolean readElement(byte[] data, int at, MemorySegment to, Arena arena) {
        if (!Words.isZero(data, at, at + PADDING)
                || new BigInteger(1, data, at + PADDING, Blst.FP).compareTo(MODULUS) >= 0) {
            return false;
        }
        MemorySegment bytes = arena.allocate(Blst.FP);
        MemorySegment.copy(data, at + PADDING, bytes, ValueLayout.JAVA_BYTE, 0, Blst.FP);
        Blst.call(Blst.library().fpFromBytes, to, bytes);
        return true;
    }

    private static void writeScalar(BigInteger scalar, MemorySegment to) {
        byte[] big = scalar.toByteArray();
        for (int i = 0; i < SCALAR; i++) {
            byte b = i < big.length ? big[big.length - 1 - i] : 0;
            to.set(ValueLayout.JAVA_BYTE, i, b);
        }
    }

    /** 0x0b and 0x0d. */
    static final class Add implements Precompile {
        private final Group group;
        private final long price;

        private Add(Group group, long price) {
            this.group = group;
            this.price = price;
        }

        static Add first() {
            return new Add(Group.first(), 375);
        }

        static Add second() {
            return new Add(Group.second(), 600);
        }

        @Override
        public long gas(byte[] input, int offset, int length) {
            return price;
        }

        @Override
        public @Nullable Bytes run(byte[] input, int offset, int length) {
            int size = group.pointSize();
            if (length != 2 * size) {
                return null;
            }
            byte[] data = Words.padded(input, offset, length, 0, length);
            Blst.Group functions = group.functions();
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment a = arena.allocate(functions.affineSize, 8);
                MemorySegment b = arena.allocate(functions.affineSize, 8);
                Read first = group.read(data, 0, a, arena, false);
                Read second = group.read(data, size, b, arena, false);
                if (first == Read.INVALID || second == Read.INVALID) {
                    return null;
                }
                if (first == Read.INFINITY || second == Read.INFINITY) {
                    int from = first == Read.INFINITY ? size : 0;
                    return Bytes.copyOf(data, from, size);
                }
                MemorySegment sum = arena.allocate(functions.jacobianSize, 8);
                Blst.call(functions.fromAffine, sum, a);
                Blst.call(functions.addAffine, sum, sum, b);
                return group.write(sum, arena);
            }
        }
    }

    /** 0x0c and 0x0e. */
    static final class MultiScalar implements Precompile {
        private final Group group;
        private final long price;
        private final int[] discounts;

        private MultiScalar(Group group, long price, int[] discounts) {
            this.group = group;
            this.price = price;
            this.discounts = discounts;
        }

        static MultiScalar first() {
            return new MultiScalar(Group.first(), 12_000, DISCOUNT_G1);
        }

        static MultiScalar second() {
            return new MultiScalar(Group.second(), 22_500, DISCOUNT_G2);
        }

        @Override
        public long gas(byte[] input, int offset, int length) {
            int count = length / (group.pointSize() + SCALAR);
            if (count == 0) {
                return 0;
            }
            int discount = discounts[Math.min(count, discounts.length) - 1];
            return count * price * discount / 1_000;
        }

        @Override
        public @Nullable Bytes run(byte[] input, int offset, int length) {
            int size = group.pointSize() + SCALAR;
            if (length == 0 || length % size != 0) {
                return null;
            }
            byte[] data = Words.padded(input, offset, length, 0, length);
            int count = length / size;
            Blst.Group functions = group.functions();
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment points = arena.allocate((long) count * functions.affineSize, 8);
                MemorySegment scalars = arena.allocate((long) count * SCALAR, 8);
                int used = 0;
                for (int i = 0; i < count; i++) {
                    MemorySegment point = points.asSlice((long) used * functions.affineSize);
                    Read read = group.read(data, i * size, point, arena, true);
                    if (read == Read.INVALID) {
                        return null;
                    }
                    BigInteger scalar = new BigInteger(1, data, i * size + group.pointSize(), SCALAR).mod(ORDER);
                    if (read == Read.POINT && scalar.signum() != 0) {
                        writeScalar(scalar, scalars.asSlice((long) used * SCALAR));
                        used++;
                    }
                }
                return used == 0 ? group.infinity() : sum(arena, points, scalars, used);
            }
        }

        private Bytes sum(Arena arena, MemorySegment points, MemorySegment scalars, int count) {
            Blst.Group functions = group.functions();
            MemorySegment sum = arena.allocate(functions.jacobianSize, 8);
            if (count == 1) {
                MemorySegment point = arena.allocate(functions.jacobianSize, 8);
                Blst.call(functions.fromAffine, point, points);
                Blst.multiply(functions, sum, point, scalars);
            } else {
                Blst.multiplyMany(functions, arena, sum, points, count, scalars);
            }
            return group.write(sum, arena);
        }
    }

    /** 0x0f. */
    static final class Pairing implements Precompile {
        private static final Bytes YES = Bytes.concat(Bytes.wrap(new byte[31]), Bytes.of(1));
        private static final Bytes NO = Bytes.wrap(new byte[32]);

        private final Group first = Group.first();
        private final Group second = Group.second();

        @Override
        public long gas(byte[] input, int offset, int length) {
            return 37_700 + 32_600L * (length / (first.pointSize() + second.pointSize()));
        }

        @Override
        public @Nullable Bytes run(byte[] input, int offset, int length) {
            int size = first.pointSize() + second.pointSize();
            if (length == 0 || length % size != 0) {
                return null;
            }
            byte[] data = Words.padded(input, offset, length, 0, length);
            try (Arena arena = Arena.ofConfined()) {
                Pairings product = new Pairings(arena);
                MemorySegment p = arena.allocate(Blst.P1_AFFINE, 8);
                MemorySegment q = arena.allocate(Blst.P2_AFFINE, 8);
                for (int at = 0; at < length; at += size) {
                    Read readP = first.read(data, at, p, arena, true);
                    Read readQ = second.read(data, at + first.pointSize(), q, arena, true);
                    if (readP == Read.INVALID || readQ == Read.INVALID) {
                        return null;
                    }
                    if (readP == Read.POINT && readQ == Read.POINT) {
                        product.multiply(p, q);
                    }
                }
                return product.isOne() ? YES : NO;
            }
        }
    }

    /** A product of pairings, of none at first. */
    static final class Pairings {
        private final Blst blst = Blst.library();
        private final MemorySegment product;
        private final MemorySegment next;
        private boolean any;

        Pairings(Arena arena) {
            product = arena.allocate(Blst.FP12, 8);
            next = arena.allocate(Blst.FP12, 8);
        }

        /** Neither of them infinity. */
        void multiply(MemorySegment p, MemorySegment q) {
            Blst.call(blst.millerLoop, any ? next : product, q, p);
            if (any) {
                Blst.call(blst.multiplyFp12, product, product, next);
            }
            any = true;
        }

        boolean isOne() {
            if (!any) {
                return true;
            }
            Blst.call(blst.finalExponentiation, product, product);
            return Blst.ask(blst.isOne, product) != 0;
        }
    }

    /** 0x10 and 0x11. */
    static final class Map implements Precompile {
        private final Group group;
        private final long price;

        private Map(Group group, long price) {
            this.group = group;
            this.price = price;
        }

        static Map first() {
            return new Map(Group.first(), 5_500);
        }

        static Map second() {
            return new Map(Group.second(), 23_800);
        }

        @Override
        public long gas(byte[] input, int offset, int length) {
            return price;
        }

        @Override
        public @Nullable Bytes run(byte[] input, int offset, int length) {
            int elements = group.coordinates();
            if (length != elements * ELEMENT) {
                return null;
            }
            byte[] data = Words.padded(input, offset, length, 0, length);
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment u = arena.allocate((long) elements * Blst.FP, 8);
                for (int i = 0; i < elements; i++) {
                    if (!readElement(data, i * ELEMENT, u.asSlice((long) i * Blst.FP, Blst.FP), arena)) {
                        return null;
                    }
                }
                MemorySegment point = arena.allocate(group.functions().jacobianSize, 8);
                Blst.call(group.functions().map, point, u, MemorySegment.NULL);
                return group.write(point, arena);
            }
        }
    }
}
