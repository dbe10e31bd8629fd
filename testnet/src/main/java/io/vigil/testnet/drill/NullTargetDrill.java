package io.vigil.testnet.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.config.RefusedException;
import io.vigil.node.keys.DevelopmentAccounts;
import io.vigil.node.quarantine.Guard.Phase;
import io.vigil.testnet.drill.Relatives.Relative;
import io.vigil.testnet.local.LocalNetwork;
import io.vigil.testnet.local.LocalNetwork.Wish;
import io.vigil.testnet.local.NetworkPlan;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.NodeLauncher;
import io.vigil.testnet.local.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/**
 * I3 against four real validators. Phase 1: the creation without a fee that stopped CyberMiles for 17 hours, with its
 * relatives; then a VM that fails while building, while judging and while following; then a transaction that ends a process
 * ({@link DeadlyTransaction}). Phase 2: half of the stores are lost ({@link LostStores}).
 */
public final class NullTargetDrill {
    /** Both phases. */
    public static final Set<Integer> PHASES = Set.of(1, 2);

    private static final int VALIDATORS = 4;
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A node that could not follow tries again each minute. */
    private static final Duration RETRY_LIMIT = Duration.ofSeconds(100);

    private static final Duration LOOK = Duration.ofMillis(100);

    /** Watched after a fault fired. */
    private static final Duration AFTERMATH = Duration.ofSeconds(3);

    /** Views without a block, one after another, that a fault on one node may cost. */
    private static final int MOST_LOST = 1;

    /** Blocks that there are before stores are lost. */
    private static final int SOME_BLOCKS = 8;

    private final LocalNetwork network;
    private final NodeLauncher launcher;
    private final List<NodePlan> nodes;
    private final DrillClients clients;
    private final Operator operator;
    private final Consumer<String> progress;
    private final ObjectNode measured = JsonNodeFactory.instance.objectNode();
    private boolean survived = true;

    private NullTargetDrill(LocalNetwork network, NodeLauncher launcher, Operator operator, Consumer<String> progress) {
        this.network = network;
        this.launcher = launcher;
        this.nodes = network.plan().nodes();
        this.clients = new DrillClients(nodes);
        this.operator = operator;
        this.progress = progress;
    }

    /**
     * Runs it in an empty folder, which is left as it is.
     *
     * @param rpcPort the first of the nodes' ports
     * @param phases of {@link #PHASES}
     * @param progress one line per step
     */
    public static DrillReport run(
            Path folder, int rpcPort, Set<Integer> phases, Operator operator, Consumer<String> progress)
            throws InterruptedException {
        Path snapshot =
                folder.resolveSibling(folder.getFileName() + "-snapshot").toAbsolutePath();
        if (phases.contains(2) && Files.exists(snapshot)) {
            throw new RefusedException(
                    snapshot + ": an earlier run left it; delete it, or give another --dir, beside which it is made");
        }
        Wish wish = new Wish(OptionalInt.of(VALIDATORS), OptionalLong.empty(), OptionalInt.of(rpcPort));
        NodeLauncher launcher = NodeLauncher.ofThisProcess(FaultyVmMain.class);
        LocalNetwork network = LocalNetwork.openOrCreate(folder, wish, launcher);
        NullTargetDrill drill = new NullTargetDrill(network, launcher, operator, progress);
        try (BlockPace pace = new BlockPace(drill.clients.all())) {
            drill.begin(pace);
            if (phases.contains(1)) {
                drill.phase1(pace);
            }
            if (phases.contains(2)) {
                drill.phase2(pace, snapshot);
            }
            return new DrillReport("null-target", history(), drill.measured, drill.survived);
        } finally {
            network.stop(network.plan().nodes());
        }
    }

    private void begin(BlockPace pace) throws InterruptedException {
        progress.accept("starting " + VALIDATORS + " validators");
        network.start(nodes);
        network.awaitReady(nodes, START_LIMIT);
        pace.start();
    }

    private void phase1(BlockPace pace) throws InterruptedException {
        Sponsors sponsors = new Sponsors(
                NetworkPlan.DEFAULT_CHAIN_ID, DevelopmentAccounts.secretKeys().get(1));
        sponsors.setUp().forEach(transaction -> require(clients.send(0, transaction)));
        clients.awaitReceipt(sponsors.setUp().getLast().hash(), PATIENCE);
        relatives(pace, new Relatives(NetworkPlan.DEFAULT_CHAIN_ID, sponsors).all());
        ObjectNode faults = measured.putObject("faults");
        fault(pace, faults, "building", 0, List.of(Phase.BUILDING));
        fault(pace, faults, "judging", 1, List.of(Phase.JUDGING));
        fault(pace, faults, "following", 2, List.of(Phase.JUDGING, Phase.FOLLOWING));
        DeadlyTransaction deadly = new DeadlyTransaction(network, nodes.getLast(), clients, operator, progress);
        ObjectNode killed = deadly.play(pace);
        measured.set("killed", killed);
        survived &= killed.path("held").asBoolean();
        measured.put("nodesDown", VALIDATORS - network.running().size());
        survived &= network.running().size() == VALIDATORS;
    }

    private void phase2(BlockPace pace, Path snapshot) throws InterruptedException {
        Waiting.until("a few blocks", PATIENCE, LOOK, () -> {
            clients.pay();
            return clients.height(0) >= SOME_BLOCKS;
        });
        LostStores stores = new LostStores(network, launcher, clients, operator, progress);
        ObjectNode lost = stores.play(pace, snapshot);
        measured.set("lostStores", lost);
        survived &= lost.path("held").asBoolean();
    }

    private void relatives(BlockPace pace, List<Relative> relatives) throws InterruptedException {
        progress.accept("sending " + relatives.size() + " transactions that pay nothing");
        pace.since();
        List<Relative> taken = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < relatives.size(); i++) {
            Relative relative = relatives.get(i);
            String answer = clients.send(i % VALIDATORS, relative.transaction());
            boolean isTaken = answer.isEmpty();
            if (isTaken) {
                taken.add(relative);
            }
            if (isTaken != relative.isAgreed()) {
                wrong.add(relative.name() + ": " + (isTaken ? "taken" : answer));
            }
            clients.pay();
        }
        for (Relative relative : taken) {
            clients.awaitReceipt(relative.transaction().hash(), PATIENCE);
        }
        int down = VALIDATORS - network.running().size();
        BlockPace.Seen seen = pace.since();
        ObjectNode json = measured.putObject("relatives");
        json.put("sent", relatives.size());
        json.put("refused", relatives.size() - taken.size());
        json.put("sponsoredAndIncluded", taken.size());
        wrong.forEach(json.putArray("unexpected")::add);
        json.put("nodesDown", down);
        put(json, seen);
        survived &= down == 0 && wrong.isEmpty() && seen.longestLost() <= MOST_LOST;
        progress.accept("%d refused, %d sponsored and included, %d nodes down, longest wait %.2f s%s"
                .formatted(
                        relatives.size() - taken.size(),
                        taken.size(),
                        down,
                        seen.longestSeconds(),
                        wrong.isEmpty() ? "" : "; unexpected: " + wrong));
    }

    /** Makes one node throw once in each phase, and sees what it costs. */
    private void fault(BlockPace pace, ObjectNode faults, String name, int index, List<Phase> phases)
            throws InterruptedException {
        progress.accept(
                "a VM that throws while " + name + ", on " + nodes.get(index).name());
        for (Phase phase : phases) {
            clients.admin(index, "faults_vm", phase.name());
        }
        pace.since();
        boolean fired = Waiting.within(PATIENCE, LOOK, () -> {
            clients.pay();
            return phases.stream()
                    .allMatch(phase -> clients.admin(index, "faults_vmFired").has(phase.name()));
        });
        long end = System.nanoTime() + AFTERMATH.toNanos();
        while (System.nanoTime() < end) {
            clients.pay();
            Thread.sleep(LOOK);
        }
        boolean caughtUp = Waiting.within(RETRY_LIMIT, LOOK, () -> {
            clients.pay();
            return clients.height(index) >= pace.height() - 1;
        });
        JsonNode kept = clients.admin(index, "quarantine_list");
        BlockPace.Seen seen = pace.since();
        int down = VALIDATORS - network.running().size();
        Bundles bundles = new Bundles(nodes.get(index).home());
        int replayed = bundles.replayed(operator);
        boolean held = fired
                && caughtUp
                && !kept.isEmpty()
                && replayed > 0
                && replayed == bundles.all().size()
                && down == 0
                && seen.longestLost() <= MOST_LOST;
        ObjectNode json = faults.putObject(name);
        json.put("node", nodes.get(index).name());
        json.put("fired", fired);
        json.put("inQuarantine", kept.size());
        json.put("bundles", bundles.all().size());
        json.put("bundlesThatReplay", replayed);
        json.put("caughtUp", caughtUp);
        json.put("nodesDown", down);
        put(json, seen);
        json.put("held", held);
        survived &= held;
        progress.accept("%s: %d blocks, %d views lost, longest wait %.2f s, %s"
                .formatted(name, seen.blocks(), seen.lost(), seen.longestSeconds(), held ? "held" : "NOT HELD"));
    }

    static void put(ObjectNode json, BlockPace.Seen seen) {
        json.put("blocks", seen.blocks());
        json.put("viewsWithoutBlock", seen.lost());
        json.put("mostViewsWithoutBlockInARow", seen.longestLost());
        json.put("longestSecondsWithoutBlock", seen.longestSeconds());
    }

    private static void require(String refusal) {
        if (!refusal.isEmpty()) {
            throw new IllegalStateException("setting up the sponsors: " + refusal);
        }
    }

    private static ObjectNode history() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("when", "CyberMiles, 26 May 2019, block 1,724,748")
                .put("nodesDown", "all of 24 validators")
                .put("hours", 17)
                .put("snapshotGigabytes", 18)
                .put("snapshotChecked", "by hand")
                .put("backForAQuorum", "17 of 24 validators");
    }
}
