package io.vigil.testnet.simulation;

import io.vigil.types.Bytes;
import java.util.ArrayList;
import java.util.List;

/** All chance of one run, from one seed (SplitMix64). */
final class Dice {
    private long state;

    Dice(long seed) {
        this.state = seed * 0x632be59bd9b4e019L + 0x9e3779b97f4a7c15L;
    }

    long nextLong() {
        state += 0x9e3779b97f4a7c15L;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** From 0 to {@code bound - 1}. */
    int below(int bound) {
        return (int) Long.remainderUnsigned(nextLong(), bound);
    }

    long between(long from, long to) {
        return from + Long.remainderUnsigned(nextLong(), to - from + 1);
    }

    boolean perMille(int chances) {
        return below(1000) < chances;
    }

    <T> T pick(List<T> items) {
        return items.get(below(items.size()));
    }

    <T> List<T> shuffled(List<T> items) {
        List<T> order = new ArrayList<>();
        for (T item : items) {
            order.add(below(order.size() + 1), item);
        }
        return order;
    }

    Bytes bytes8() {
        return Bytes.ofLong(nextLong());
    }
}
