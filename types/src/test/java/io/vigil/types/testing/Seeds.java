package io.vigil.types.testing;

import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import java.util.List;

/**
 * A source of random values that one seed determines (SplitMix64). {@link #forEach} runs a property for many seeds and
 * names the seed that broke it; {@code -Dvigil.seed=N} runs that one alone.
 */
public final class Seeds {
    private final long seed;
    private long state;

    private Seeds(long seed) {
        this.seed = seed;
        this.state = seed;
    }

    /** A property of whatever it draws from {@code random}. */
    @FunctionalInterface
    public interface Property {
        void check(Seeds random) throws Exception;
    }

    public static Seeds of(long seed) {
        return new Seeds(seed);
    }

    /** Checks {@code property} for the seeds 1 to {@code count}. */
    public static void forEach(int count, Property property) {
        Long only = Long.getLong("vigil.seed");
        if (only != null) {
            check(only, property);
            return;
        }
        for (long seed = 1; seed <= count; seed++) {
            check(seed, property);
        }
    }

    private static void check(long seed, Property property) {
        try {
            property.check(of(seed));
        } catch (Exception | Error e) {
            throw new AssertionError("with seed " + seed + " (-Dvigil.seed=" + seed + "): " + e, e);
        }
    }

    public long seed() {
        return seed;
    }

    public long nextLong() {
        state += 0x9e3779b97f4a7c15L;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** From 0 to {@code bound - 1}. */
    public int nextInt(int bound) {
        return (int) Long.remainderUnsigned(nextLong(), bound);
    }

    /** From {@code from} to {@code to}, both included. */
    public int between(int from, int to) {
        return from + nextInt(to - from + 1);
    }

    public boolean nextBoolean() {
        return nextLong() < 0;
    }

    /** True once in {@code times}. */
    public boolean oneIn(int times) {
        return nextInt(times) == 0;
    }

    public <T> T pick(List<T> items) {
        return items.get(nextInt(items.size()));
    }

    public Bytes bytes(int size) {
        byte[] array = new byte[size];
        for (int i = 0; i < size; i++) {
            array[i] = (byte) nextLong();
        }
        return Bytes.wrap(array);
    }

    public Hash hash() {
        return new Hash(bytes(Hash.SIZE));
    }

    public Address address() {
        return new Address(bytes(Address.SIZE));
    }

    /** Of any bit length with equal chance, so that small, large and boundary values all come. */
    public UInt256 uint256() {
        int bits = nextInt(257);
        if (oneIn(4)) {
            return bits == 0 ? UInt256.ZERO : shifted(bits - 1).subtract(nextBoolean() ? UInt256.ONE : UInt256.ZERO);
        }
        return UInt256.of(new UInt256(nextLong(), nextLong(), nextLong(), nextLong())
                .toBigInteger()
                .shiftRight(256 - bits));
    }

    /** Not negative, of any bit length with equal chance. */
    public long nonNegativeLong() {
        return (nextLong() >>> 1) >>> nextInt(64);
    }

    /** {@code input} with one to three small damages: bits flipped, bytes set, inserted, removed, doubled or cut off. */
    public Bytes damage(Bytes input) {
        Bytes result = input;
        for (int i = nextInt(3); i >= 0; i--) {
            result = damageOnce(result);
        }
        return result;
    }

    private Bytes damageOnce(Bytes input) {
        if (input.isEmpty()) {
            return bytes(1);
        }
        int at = nextInt(input.size());
        Bytes before = input.slice(0, at);
        Bytes after = input.slice(at + 1, input.size() - at - 1);
        Bytes here = input.slice(at, 1);
        return switch (nextInt(7)) {
            case 0 -> Bytes.concat(before, Bytes.of(here.get(0) ^ (1 << nextInt(8))), after);
            case 1 -> Bytes.concat(before, bytes(1), after);
            case 2 -> Bytes.concat(before, here, bytes(1), after);
            case 3 -> Bytes.concat(before, after);
            case 4 -> Bytes.concat(before, here, here, after);
            case 5 -> before;
            default ->
                Bytes.concat(
                        before,
                        Bytes.of(pick(List.of(0x00, 0x7f, 0x80, 0x81, 0xb7, 0xb8, 0xbf, 0xc0, 0xf7, 0xf8, 0xff))),
                        after);
        };
    }

    private static UInt256 shifted(int bits) {
        return UInt256.of(java.math.BigInteger.ONE.shiftLeft(bits));
    }
}
