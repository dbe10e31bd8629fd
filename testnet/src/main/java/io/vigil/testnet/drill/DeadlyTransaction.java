package io.vigil.testnet.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.keys.DevelopmentAccounts;
import io.vigil.testnet.local.LocalNetwork;
import io.vigil.testnet.local.NetworkPlan;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.Waiting;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.Transaction;
import io.vigil.types.chain.TransactionBody;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * R3.9: a transaction that ends the process of one node inside the executor, whenever that node builds with it or judges a
 * block that has it, before and after a restart. The node must come back, know what it died in, run it no more of its own
 * will, and go on.
 */
final class DeadlyTransaction {
    /** A node may learn of a block by its certificate, before it judged it: then another transaction is tried. */
    private static final int MAX_TRIES = 5;

    /**
     * Views without a block, one after another, while the node is down: its turn in one pass of leaders may be the last and
     * in the next pass the first.
     */
    private static final int MOST_LOST = 2;

    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration TRY = Duration.ofSeconds(5);
    private static final Duration AFTERMATH = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(100);

    private final LocalNetwork network;
    private final NodePlan node;
    private final DrillClients clients;
    private final Operator operator;
    private final Consumer<String> progress;

    DeadlyTransaction(
            LocalNetwork network, NodePlan node, DrillClients clients, Operator operator, Consumer<String> progress) {
        this.network = network;
        this.node = node;
        this.clients = clients;
        this.operator = operator;
        this.progress = progress;
    }

    ObjectNode play(BlockPace pace) throws InterruptedException {
        progress.accept("a transaction that ends the process of " + node.name() + " wherever it is run");
        pace.since();
        boolean died = false;
        Transaction deadly = marked(0);
        for (int i = 0; i < MAX_TRIES && !died; i++) {
            deadly = marked(i);
            clients.admin(node.index(), "faults_vmMarked", deadly.hash().toHex());
            clients.send(0, deadly);
            died = Waiting.within(TRY, LOOK, () -> {
                clients.pay();
                return !isAlive();
            });
        }
        long began = System.nanoTime();
        network.start(List.of(node));
        network.awaitReady(List.of(node), START_LIMIT);
        Transaction it = deadly;
        boolean back = Waiting.within(PATIENCE, LOOK, () -> {
            clients.pay();
            return clients.height(node.index()) >= pace.height() - 1 && clients.hasReceipt(node.index(), it.hash());
        });
        double seconds = (System.nanoTime() - began) / 1e9;
        Waiting.within(AFTERMATH, LOOK, () -> {
            clients.pay();
            return false;
        });
        Bundles bundles = new Bundles(node.home());
        String prefix = it.hash().toHex().substring(2, 18);
        long ofIt = bundles.all().stream()
                .filter(file -> file.getFileName().toString().contains(prefix))
                .filter(file -> operator.type("vm", "replay", file.toString()).exitCode() == 0)
                .count();
        boolean known = isQuarantined(it);
        boolean alive = isAlive();
        BlockPace.Seen seen = pace.since();
        boolean held = died && back && known && alive && ofIt == 1 && seen.longestLost() <= MOST_LOST;
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("node", node.name());
        json.put("died", died);
        json.put("inQuarantineAfterRestart", known);
        json.put("bundlesThatReplay", ofIt);
        json.put("secondsUntilItFollows", seconds);
        json.put("staysAlive", alive);
        NullTargetDrill.put(json, seen);
        json.put("held", held);
        progress.accept("back after %.1f s, in quarantine: %s, bundle: %s, alive: %s, %s"
                .formatted(
                        seconds,
                        known ? "yes" : "NO",
                        ofIt == 1 ? "yes" : "NO",
                        alive ? "yes" : "NO",
                        held ? "held" : "NOT HELD"));
        return json;
    }

    private boolean isQuarantined(Transaction transaction) {
        for (JsonNode entry : clients.admin(node.index(), "quarantine_list")) {
            if (entry.path("transaction").asText().equals(transaction.hash().toHex())) {
                return entry.path("cause").asText().equals("DIED");
            }
        }
        return false;
    }

    private boolean isAlive() {
        return network.running().stream().anyMatch(running -> running.name().equals(node.name()));
    }

    private static Transaction marked(int nonce) {
        return new TransactionBody.DynamicFee(
                        NetworkPlan.DEFAULT_CHAIN_ID,
                        nonce,
                        UInt256.ONE,
                        UInt256.of(100_000_000_000L),
                        21_000,
                        new Target.Call(DevelopmentAccounts.addresses().get(2)),
                        UInt256.ONE,
                        Bytes.EMPTY,
                        List.of())
                .sign(DevelopmentAccounts.secretKeys().get(2));
    }
}
