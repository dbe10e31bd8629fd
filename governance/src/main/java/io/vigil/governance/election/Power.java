package io.vigil.governance.election;

import java.util.List;

/** Power of stake, capped so that no member of four or more can stop the chain alone (G19). */
final class Power {
    /** So that the power of a full set stays below 2^53. */
    static final long MAX_UNITS = 1L << 40;

    private static final int FEWEST_WITH_CAP = 4;

    private Power() {}

    /**
     * min(units, c) with the largest c ≥ 1 that is at most F of the sum. It exists: Σ min(u, c) − 1 − 3c is concave in c, and
     * n − 4 ≥ 0 at c = 1. Below four members everybody has 1.
     */
    static List<Long> capped(List<Long> units) {
        if (units.size() < FEWEST_WITH_CAP) {
            return units.stream().map(_ -> 1L).toList();
        }
        long cap = cap(units);
        return units.stream().map(unit -> Math.min(unit, cap)).toList();
    }

    private static long cap(List<Long> units) {
        long low = 1;
        long high = units.stream().mapToLong(Long::longValue).max().orElse(1);
        while (low < high) {
            long middle = low + (high - low + 1) / 2;
            long sum = units.stream().mapToLong(unit -> Math.min(unit, middle)).sum();
            if (middle <= (sum - 1) / 3) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
