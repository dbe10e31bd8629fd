package io.vigil.testnet.explorer;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Fingerprints of states seen: open addressing without locks, 8 bytes an entry, at most half full. */
final class Visited {
    private final AtomicLongArray table;
    private final int mask;
    private final LongAdder size = new LongAdder();

    Visited(long states) {
        long capacity = Long.highestOneBit(Math.max(1 << 16, Math.min(2 * states, 1L << 30) - 1)) << 1;
        this.table = new AtomicLongArray((int) Math.min(capacity, 1L << 30));
        this.mask = table.length() - 1;
    }

    /** @return whether it was new */
    boolean add(long print) {
        long key = print == 0 ? 1 : print;
        int at = (int) (key >>> 20) & mask;
        while (true) {
            long there = table.get(at);
            if (there == key) {
                return false;
            }
            if (there == 0 && table.compareAndSet(at, 0, key)) {
                size.increment();
                return true;
            }
            if (table.get(at) != key) {
                at = (at + 1) & mask;
            }
        }
    }

    /** One round of SplitMix64. */
    static long mix(long sum, long number) {
        long z = (sum ^ number) + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    long size() {
        return size.sum();
    }
}
