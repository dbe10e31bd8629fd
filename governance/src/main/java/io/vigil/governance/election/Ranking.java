package io.vigil.governance.election;

import java.util.Comparator;
import java.util.List;

/** The order of seats that no seed moves, so there is nothing to bias (G20). */
final class Ranking {
    private static final Comparator<Seat> TOP = Comparator.comparing(Seat::stake)
            .reversed()
            .thenComparingLong(Seat::since)
            .thenComparing(Seat::address);

    private Ranking() {}

    static List<Seat> top(List<Seat> seats) {
        return seats.stream().sorted(TOP).toList();
    }
}
