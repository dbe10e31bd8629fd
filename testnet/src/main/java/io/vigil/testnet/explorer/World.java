package io.vigil.testnet.explorer;

import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.types.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Three honest members at one moment, each just after it signed something, and the blocks that were made so far. */
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
        for (int i = 0; i < Setting.HONEST; i++) {
            stations.add(Station.first(setting, i));
        }
        return new World(setting, List.copyOf(stations), List.of());
    }

    Station station(int node) {
        return stations.get(node);
    }

    Surroundings surroundings(int node) {
        return new Surroundings(setting, stations.get(node).epoch().epoch(), stations, blocks);
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

    /** S1 and S10, which speak of all members; {@code node} was the last to act. */
    void check(int node) {
        List<Hash> mine = stations.get(node).chain();
        for (Station other : stations) {
            int shared = Math.min(mine.size(), other.chain().size());
            if (!mine.subList(0, shared).equals(other.chain().subList(0, shared))) {
                throw new Violation("S1", node, "final " + mine + " here, " + other.chain() + " elsewhere");
            }
        }
        Surroundings around = surroundings(node);
        Root root = stations.get(node).epoch().root();
        around.checkOneChain(root);
        around.checkShownFinal(mine.getLast(), root);
        around.checkNoCommitIsDenied();
        stations.get(node).said().checkGrounds(root, around);
    }

    /** The same for worlds that differ only in the order of their honest members, unless those take turns as leaders. */
    long print() {
        long[] prints = new long[Setting.HONEST];
        for (int i = 0; i < Setting.HONEST; i++) {
            prints[i] = stations.get(i).print();
        }
        Arrays.sort(prints);
        long sum = 0;
        for (long one : prints) {
            sum = Visited.mix(sum, one);
        }
        long made = 0;
        for (BlockRef block : blocks) {
            made += Visited.mix(1, Blocks.key(block.hash()));
        }
        return Visited.mix(sum, made);
    }
}
