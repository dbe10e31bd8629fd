package io.vigil.testnet.explorer;

import io.vigil.consensus.certificates.Root;
import io.vigil.consensus.statements.BlockRef;
import io.vigil.types.Hash;
import java.util.ArrayList;
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

    /** What each member can be told; one object for those of the same epoch. */
    Surroundings[] surroundings() {
        Surroundings[] around = new Surroundings[Setting.HONEST];
        for (int node = 0; node < Setting.HONEST; node++) {
            boolean same = node > 0 && epoch(node) == epoch(node - 1);
            around[node] = same ? around[node - 1] : surroundings(node);
        }
        return around;
    }

    private long epoch(int node) {
        return stations.get(node).epoch().epoch();
    }

    private Surroundings surroundings(int node) {
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
        Surroundings around = surroundings(node);
        Root root = acted.epoch().root();
        if (checked.isNew(around.print())) {
            around.checkOneChain(root);
            around.checkNoCommitIsDenied();
        }
        if (checked.isNew(Visited.mix(around.print(), acted.print()))) {
            around.checkShownFinal(mine.getLast(), root);
            acted.said().checkGrounds(root, around);
        }
        if (setting.plan.restarts()) {
            checkPlans(around);
        }
    }

    /** G46: whatever can be shown to be final, now or later, is the block of each plan with a quorum or below it. */
    private void checkPlans(Surroundings around) {
        List<Consent> valid = new ArrayList<>();
        for (int node = 0; node < Setting.HONEST; node++) {
            for (Consent consent : stations.get(node).consents()) {
                int signers = 1; // the fourth
                for (Station other : stations) {
                    signers += other.consents().contains(consent) ? 1 : 0;
                }
                if (signers >= Setting.HONEST) {
                    around.checkKept(consent.certificate().block());
                    valid.add(consent);
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

    /** The same for worlds that differ only in the order of their honest members, unless those take turns as leaders. */
    long print() {
        long a = stations.get(0).print();
        long b = stations.get(1).print();
        long c = stations.get(2).print();
        long least = Math.min(a, Math.min(b, c));
        long most = Math.max(a, Math.max(b, c));
        long sum = Visited.mix(Visited.mix(Visited.mix(0, least), a ^ b ^ c ^ least ^ most), most);
        long made = 0;
        for (BlockRef block : blocks) {
            made += Visited.mix(1, Blocks.key(block.hash()));
        }
        return Visited.mix(sum, made);
    }
}
