package io.vigil.testnet.twins;

import io.vigil.consensus.validators.LeaderRotation;
import io.vigil.consensus.validators.ValidatorSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Who leads and who hears whom in views 1 to {@link #VIEWS}.
 *
 * @param salt of the members' addresses: the real rotation follows from the set's hash, so this picks the leaders
 * @param leaders member that leads each view
 * @param sides for each view a bit per node: nodes with equal bits hear each other
 */
record Scenario(int salt, List<Integer> leaders, List<Integer> sides) {
    static final int VIEWS = 7;
    static final int MEMBERS = 4;

    /** The members and the twin of member 0. */
    static final int NODES = MEMBERS + 1;

    /** Every order of the three honest members. */
    private static final int[][] ORDERS = {
        {1, 2, 3}, {1, 3, 2}, {2, 1, 3}, {2, 3, 1}, {3, 1, 2}, {3, 2, 1},
    };

    Scenario {
        leaders = List.copyOf(leaders);
        sides = List.copyOf(sides);
    }

    static Scenario drawn(Random random, int salt, ValidatorSet set) {
        LeaderRotation rotation = new LeaderRotation(0, set);
        List<Integer> leaders = new ArrayList<>();
        List<Integer> sides = new ArrayList<>();
        for (int view = 1; view <= VIEWS; view++) {
            leaders.add(rotation.leader(view));
            sides.add(normalised(random.nextInt(1 << NODES)));
        }
        return new Scenario(salt, leaders, sides);
    }

    /** The same number for scenarios that differ only in the names of honest members or in which twin is which. */
    long canonical() {
        long least = Long.MAX_VALUE;
        for (int[] order : ORDERS) {
            least = Math.min(least, Math.min(renamed(order, false), renamed(order, true)));
        }
        return least;
    }

    private long renamed(int[] order, boolean twinsSwapped) {
        long number = 0;
        for (int view = 0; view < VIEWS; view++) {
            int leader = leaders.get(view);
            number = number * MEMBERS + (leader == 0 ? 0 : order[leader - 1]);
            int side = 0;
            for (int node = 0; node < NODES; node++) {
                int name = node == 0 || node == MEMBERS ? (twinsSwapped ? MEMBERS - node : node) : order[node - 1];
                side |= (sides.get(view) >> node & 1) << name;
            }
            number = number << NODES | normalised(side);
        }
        return number;
    }

    /** A partition has no first and second side. */
    private static int normalised(int side) {
        return (side & 1) == 0 ? side : ~side & ((1 << NODES) - 1);
    }
}
