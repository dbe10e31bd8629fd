package io.vigil.testnet.explorer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;

/**
 * Fingerprints of states seen: open addressing without locks, 8 bytes an entry, at most three quarters full: 1 GB for 10^8 states, off the heap. Two
 * different states are taken for one with a chance of about states² / 2^65.
 */
final class Visited {
    private static final VarHandle ENTRY = ValueLayout.JAVA_LONG.varHandle();
    private static final long LEAST_CAPACITY = 1 << 16;

    private final MemorySegment table;
    private final long mask;
    private final LongAdder size = new LongAdder();

    Visited(long states) {
        long needed = Math.max(LEAST_CAPACITY, states / 3 * 4 + 1);
        long capacity = Long.highestOneBit(needed - 1) << 1;
        this.table = Arena.ofAuto().allocate(capacity * Long.BYTES, Long.BYTES);
        this.mask = capacity - 1;
    }

    /** @return whether it was new */
    boolean add(long print) {
        long key = print == 0 ? 1 : print;
        long at = (key >>> 20) & mask;
        while (true) {
            long there = (long) ENTRY.getVolatile(table, at * Long.BYTES);
            if (there == 0 && ENTRY.compareAndSet(table, at * Long.BYTES, 0L, key)) {
                size.increment();
                return true;
            }
            if (there == 0) {
                there = (long) ENTRY.getVolatile(table, at * Long.BYTES);
            }
            if (there == key) {
                return false;
            }
            at = (at + 1) & mask;
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
