package io.vigil.testnet.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.admin.AdminClient;
import io.vigil.node.admin.AdminToken;
import io.vigil.node.keys.DevelopmentAccounts;
import io.vigil.node.quarantine.Guard.Phase;
import io.vigil.testnet.drill.Relatives.Relative;
import io.vigil.testnet.local.LocalNetwork;
import io.vigil.testnet.local.LocalNetwork.Wish;
import io.vigil.testnet.local.NetworkPlan;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.NodeLauncher;
import io.vigil.testnet.local.RpcClient;
import io.vigil.testnet.local.Waiting;
import io.vigil.types.Hash;
import io.vigil.types.chain.Transaction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * I3, phase 1: the creation without a fee that stopped CyberMiles for 17 hours, with its relatives, against four real
 * validators; then a VM that fails while building, while judging and while following; then one that ends its process.
 */
public final class NullTargetDrill {
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

    private final LocalNetwork network;
    private final List<NodePlan> nodes;
    private final List<RpcClient> clients = new ArrayList<>();
    private final Consumer<String> progress;
    private final ObjectNode measured = JsonNodeFactory.instance.objectNode();
    private boolean survived = true;

    private NullTargetDrill(LocalNetwork network, Consumer<String> progress) {
        this.network = network;
        this.nodes = network.plan().nodes();
        this.progress = progress;
        HttpClient http = RpcClient.http();
        nodes.forEach(node -> clients.add(new RpcClient(http, node.rpcUrl())));
    }

    /**
     * Runs it in an empty folder, which is left as it is.
     *
     * @param rpcPort the first of the nodes' ports
     * @param progress one line per step
     */
    public static DrillReport run(Path folder, int rpcPort, Consumer<String> progress) throws InterruptedException {
        Wish wish = new Wish(OptionalInt.of(VALIDATORS), OptionalLong.empty(), OptionalInt.of(rpcPort));
        NodeLauncher launcher = NodeLauncher.ofThisProcess(FaultyVmMain.class);
        LocalNetwork network = LocalNetwork.openOrCreate(folder, wish, launcher);
        NullTargetDrill drill = new NullTargetDrill(network, progress);
        try (BlockPace pace = new BlockPace(drill.clients)) {
            return drill.play(pace);
        } finally {
            network.stop(network.plan().nodes());
        }
    }

    private DrillReport play(BlockPace pace) throws InterruptedException {
        progress.accept("starting " + VALIDATORS + " validators");
        network.start(nodes);
        network.awaitReady(nodes, START_LIMIT);
        Sponsors sponsors = new Sponsors(
                NetworkPlan.DEFAULT_CHAIN_ID, DevelopmentAccounts.secretKeys().get(1));
        sponsors.setUp().forEach(transaction -> require(send(0, transaction)));
        awaitReceipt(sponsors.setUp().getLast().hash());
        pace.start();
        relatives(pace, new Relatives(NetworkPlan.DEFAULT_CHAIN_ID, sponsors).all());
        ObjectNode faults = measured.putObject("faults");
        fault(pace, faults, "building", 0, List.of(Phase.BUILDING));
        fault(pace, faults, "judging", 1, List.of(Phase.JUDGING));
        fault(pace, faults, "following", 2, List.of(Phase.JUDGING, Phase.FOLLOWING));
        kill(pace, 3);
        measured.put("nodesDown", VALIDATORS - network.running().size());
        survived &= network.running().size() == VALIDATORS;
        return new DrillReport("null-target", history(), measured, survived);
    }

    private void relatives(BlockPace pace, List<Relative> relatives) throws InterruptedException {
        progress.accept("sending " + relatives.size() + " transactions that pay nothing");
        pace.since();
        List<Relative> taken = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < relatives.size(); i++) {
            Relative relative = relatives.get(i);
            String answer = send(i % VALIDATORS, relative.transaction());
            boolean isTaken = answer.isEmpty();
            if (isTaken) {
                taken.add(relative);
            }
            if (isTaken != relative.isAgreed()) {
                wrong.add(relative.name() + ": " + (isTaken ? "taken" : answer));
            }
            pay();
        }
        for (Relative relative : taken) {
            awaitReceipt(relative.transaction().hash());
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
            call(index, "faults_vm", phase.name(), "throw");
        }
        pace.since();
        boolean fired = Waiting.within(PATIENCE, LOOK, () -> {
            pay();
            return phases.stream()
                    .allMatch(phase -> call(index, "faults_vmFired").has(phase.name()));
        });
        long end = System.nanoTime() + AFTERMATH.toNanos();
        while (System.nanoTime() < end) {
            pay();
            Thread.sleep(LOOK);
        }
        boolean caughtUp = Waiting.within(RETRY_LIMIT, LOOK, () -> {
            pay();
            return height(index) >= pace.height() - 1;
        });
        JsonNode kept = call(index, "quarantine_list");
        BlockPace.Seen seen = pace.since();
        int down = VALIDATORS - network.running().size();
        boolean held = fired && caughtUp && !kept.isEmpty() && down == 0 && seen.longestLost() <= MOST_LOST;
        ObjectNode json = faults.putObject(name);
        json.put("node", nodes.get(index).name());
        json.put("fired", fired);
        json.put("inQuarantine", kept.size());
        json.put("bundles", bundles(index));
        json.put("caughtUp", caughtUp);
        json.put("nodesDown", down);
        put(json, seen);
        json.put("held", held);
        survived &= held;
        progress.accept("%s: %d blocks, %d views lost, longest wait %.2f s, %s"
                .formatted(name, seen.blocks(), seen.lost(), seen.longestSeconds(), held ? "held" : "NOT HELD"));
    }

    /** Ends one node's process inside the executor; it must come back, know why it died, and go on. */
    private void kill(BlockPace pace, int index) throws InterruptedException {
        NodePlan node = nodes.get(index);
        progress.accept("a transaction that ends the process of " + node.name());
        call(index, "faults_vm", Phase.JUDGING.name(), "die");
        pace.since();
        boolean died = Waiting.within(PATIENCE, LOOK, () -> {
            pay();
            return network.running().stream()
                    .noneMatch(running -> running.name().equals(node.name()));
        });
        long began = System.nanoTime();
        network.start(List.of(node));
        network.awaitReady(List.of(node), START_LIMIT);
        boolean back = Waiting.within(PATIENCE, LOOK, () -> {
            pay();
            return height(index) >= pace.height() - 1;
        });
        double seconds = (System.nanoTime() - began) / 1e9;
        JsonNode kept = call(index, "quarantine_list");
        boolean known = false;
        for (JsonNode entry : kept) {
            known |= entry.path("cause").asText().equals("DIED");
        }
        Waiting.within(AFTERMATH, LOOK, () -> {
            pay();
            return false;
        });
        boolean alive = network.running().size() == VALIDATORS;
        BlockPace.Seen seen = pace.since();
        boolean held = died && back && known && alive && seen.blocks() > 0;
        ObjectNode json = measured.putObject("killed");
        json.put("node", node.name());
        json.put("died", died);
        json.put("inQuarantineAfterRestart", known);
        json.put("secondsUntilItFollows", seconds);
        json.put("staysAlive", alive);
        put(json, seen);
        json.put("held", held);
        survived &= held;
        progress.accept("back after %.1f s, in quarantine: %s, alive: %s, %s"
                .formatted(seconds, known ? "yes" : "NO", alive ? "yes" : "NO", held ? "held" : "NOT HELD"));
    }

    private static void put(ObjectNode json, BlockPace.Seen seen) {
        json.put("blocks", seen.blocks());
        json.put("viewsWithoutBlock", seen.lost());
        json.put("mostViewsWithoutBlockInARow", seen.longestLost());
        json.put("longestSecondsWithoutBlock", seen.longestSeconds());
    }

    /** Gives the chain something to do. */
    private void pay() {
        String account = DevelopmentAccounts.addresses().getFirst().toHex();
        try {
            clients.getFirst().call("eth_sendTransaction", Map.of("from", account, "to", account, "value", "0x1"));
        } catch (IOException e) {
            // blocks are counted, not payments
        }
    }

    /** @return why it was refused; empty if it was taken */
    private String send(int index, Transaction transaction) {
        try {
            clients.get(index)
                    .call("eth_sendRawTransaction", transaction.encode().toHex());
            return "";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static void require(String refusal) {
        if (!refusal.isEmpty()) {
            throw new IllegalStateException("setting up the sponsors: " + refusal);
        }
    }

    private void awaitReceipt(Hash transaction) throws InterruptedException {
        Waiting.until("the receipt of " + transaction, PATIENCE, LOOK, () -> {
            try {
                return !clients.getFirst()
                        .call("eth_getTransactionReceipt", transaction.toHex())
                        .isNull();
            } catch (IOException e) {
                return false;
            }
        });
    }

    private long height(int index) {
        try {
            return RpcClient.quantity(clients.get(index).call("eth_blockNumber"));
        } catch (IOException e) {
            return -1;
        }
    }

    private JsonNode call(int index, String method, Object... params) {
        NodePlan node = nodes.get(index);
        try {
            return new AdminClient(node.adminPort(), AdminToken.read(node.home())).call(method, params);
        } catch (IOException e) {
            throw new UncheckedIOException(node.name() + ": " + e.getMessage(), e);
        }
    }

    private long bundles(int index) {
        Path folder = nodes.get(index).home().data().resolve("quarantine");
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("bundle-"))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": " + e.getMessage(), e);
        }
    }

    private static ObjectNode history() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("when", "CyberMiles, 26 May 2019, block 1,724,748")
                .put("nodesDown", "all of 24 validators")
                .put("hours", 17);
    }
}
