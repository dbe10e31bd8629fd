package io.vigil.testnet.explorer;

import io.vigil.consensus.certificates.EpochStart;
import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.types.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The honest nodes at one moment, each just after it signed something, and the blocks that were made so far. */
final class World {
    /** Blocks that a leader may make in one view. */
    static final int BLOCKS_PER_VIEW = 2;

    private final Setting setting;
    private final List<Station> stations;
    private final List<BlockRef> blocks;

    private World(Setting setting, List<Station> stations, List<BlockRef> blocks) {
        this.setting = setting;
        this.stations = stations;
        this.blocks = blocks;
    }

    static World first(Setting setting) {
        List<Station> stations = new ArrayList<>();
        for (int i = 0; i < setting.nodes(); i++) {
            stations.add(Station.first(setting, i));
        }
        return new World(setting, List.copyOf(stations), List.of());
    }

    Station station(int node) {
        return stations.get(node);
    }

    /** Honest nodes. */
    int size() {
        return stations.size();
    }

    /** What each can be told; one object for neighbours that are in the same epoch by the same plan. */
    Surroundings[] surroundings() {
        Surroundings[] around = new Surroundings[stations.size()];
        for (int node = 0; node < around.length; node++) {
            boolean same = node > 0 && isSame(epoch(node), epoch(node - 1));
            around[node] = same ? around[node - 1] : surroundings(epoch(node));
        }
        return around;
    }

    /** Of one sequence, no two plans have a quorum. */
    private static boolean isSame(EpochStart one, EpochStart other) {
        return one.epoch() == other.epoch() && one.plan() == other.plan();
    }

    private EpochStart epoch(int node) {
        return stations.get(node).epoch();
    }

    private Surroundings surroundings(EpochStart start) {
        return new Surroundings(setting, start, stations, blocks);
    }

    World after(int node, Step step) {
        List<Station> next = new ArrayList<>(stations);
        next.set(node, step.station());
        List<BlockRef> made = blocks;
        for (BlockRef block : step.blocks()) {
            if (!made.contains(block)) {
                made = new ArrayList<>(made);
                made.add(block);
            }
        }
        return new World(setting, next, made);
    }

    /** S1, S9 and S10, which speak of all members; {@code node} was the last to act. */
    void check(int node, Checked checked) {
        Station acted = stations.get(node);
        List<Hash> mine = acted.chain();
        for (Station other : stations) {
            int shared = Math.min(mine.size(), other.chain().size());
            if (other != acted && !mine.subList(0, shared).equals(other.chain().subList(0, shared))) {
                throw new Violation("S1", node, "final " + mine + " here, " + other.chain() + " elsewhere");
            }
        }
        Surroundings around = surroundings(acted.epoch());
        Root root = acted.epoch().root();
        if (checked.isNew(around.print())) {
            around.checkOneChain(root);
            around.checkNoCommitIsDenied();
        }
        if (checked.isNew(Visited.mix(around.print(), acted.print()))) {
            around.checkShownFinal(mine.getLast(), root);
            acted.checkGrounds(around);
        }
        if (setting.plan.restarts()) {
            checkPlans(around, acted.epoch().epoch() == 0);
        }
    }

    /** G46: whatever can be shown to be final, now or later, is the block of each plan with a quorum or below it; of two plans, one begins the epoch. */
    private void checkPlans(Surroundings around, boolean isFirstEpoch) {
        List<Consent> valid = Surroundings.withQuorum(stations);
        for (Consent earlier : valid) {
            if (isFirstEpoch) {
                around.checkKept(earlier.certificate().block());
            } else {
                EpochStart begun = setting.epochBegunBy(earlier);
                surroundings(begun).checkOneChain(begun.root());
            }
            for (Consent later : valid) {
                if (later.sequence() > earlier.sequence()) {
                    surroundings(setting.epochBegunBy(earlier)).checkNothingUnder(earlier, later);
                }
            }
        }
        checkLast(valid);
    }

    /** G45c: the members that a plan brings may go on without those who signed it, so no other plan may begin the epoch after. */
    private static void checkLast(List<Consent> valid) {
        for (Consent last : valid) {
            for (Consent other : valid) {
                boolean isAfter = last.isLast() && other.sequence() >= last.sequence() && !other.equals(last);
                if (isAfter) {
                    throw new Violation("G45c", 0, "plans " + last + " and " + other + " both have a quorum");
                }
            }
        }
    }

    /** The same for worlds that differ only in the order of nodes of one role, unless those take turns as leaders. */
    long print() {
        long sum = 0;
        int from = 0;
        while (from < stations.size()) {
            int to = from + 1;
            while (to < stations.size() && setting.roleOf(to) == setting.roleOf(from)) {
                to++;
            }
            long[] prints = new long[to - from];
            for (int i = from; i < to; i++) {
                prints[i - from] = stations.get(i).print();
            }
            Arrays.sort(prints);
            for (long print : prints) {
                sum = Visited.mix(sum, print);
            }
            from = to;
        }
        long made = 0;
        for (BlockRef block : blocks) {
            made += Visited.mix(1, Blocks.key(block.hash()));
        }
        return Visited.mix(sum, made);
    }
}
