package io.vigil.deposits.store;

import io.vigil.deposits.DepositData;
import io.vigil.deposits.Eth1Block;
import io.vigil.deposits.Eth1Point;
import java.util.List;

/**
 * One step of following, written as one batch.
 *
 * @param from the stored point that this continues; what was stored above it is taken back
 * @param deposits those between {@code from} and the last of {@code points}, by index
 * @param points blocks in ascending order, each with its count; the last is the new head
 * @param finalized the newest final block; not below the stored one
 */
public record Advance(Eth1Point from, List<DepositData> deposits, List<Eth1Point> points, Eth1Block finalized) {
    /** What fits into one batch with room to spare; a range with more is asked for in halves. */
    public static final int MAX_DEPOSITS = 65_536;

    /** @throws IllegalArgumentException if the counts do not fit the deposits */
    public Advance {
        deposits = List.copyOf(deposits);
        points = List.copyOf(points);
        long count = points.isEmpty() ? from.count() : points.getLast().count();
        if (from.count() + deposits.size() != count || deposits.size() > MAX_DEPOSITS) {
            throw new IllegalArgumentException(
                    deposits.size() + " deposits between the counts " + from.count() + " and " + count);
        }
    }

    Eth1Point head() {
        return points.isEmpty() ? from : points.getLast();
    }
}
