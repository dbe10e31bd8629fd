package io.vigil.testnet.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.storage.rocks.RocksStore;
import io.vigil.storage.rocks.StoreSizes;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** V4 of D36: a node restarts on a damaged store of deposits, with its audit in place. It must say so, vote for nothing, rebuild. */
final class DamagedStores {
    private static final int DEPOSITS = 3;

    private final DepositNetwork network;
    private final Consumer<String> progress;
    private final NodePlan victim;
    private final NodePlan sound;
    private final long period;

    DamagedStores(DepositNetwork network, Consumer<String> progress) {
        this.network = network;
        this.progress = progress;
        this.victim = network.nodes().getFirst();
        this.sound = network.nodes().get(1);
        this.period = DepositNetwork.period(network.nodes().size());
    }

    ObjectNode run(List<DamagedTree> damages) throws InterruptedException {
        network.start(network.nodes());
        network.deposit(DEPOSITS, true);
        VoteWatch votes = network.votes(sound);
        if (!network.within(4 * period, network.watch(sound), () -> allProcessed(votes))) {
            throw new IllegalStateException("the first deposits were not processed");
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("variant", "V4");
        ArrayNode kinds = json.putArray("damages");
        boolean held = true;
        for (DamagedTree damage : damages) {
            held &= damage(damage, kinds.addObject(), votes);
        }
        network.deposit(DEPOSITS, false);
        boolean goesOn = network.within(4 * period, network.watch(sound), () -> allProcessed(votes));
        int wrong = votes.wrong(List.of(0, 1, 2, 3)).size();
        return json.put("wrongRootsVotedByHonestNodes", wrong)
                .put("deposits", network.deposits())
                .put("depositsProcessed", network.processed(victim))
                .put("held", held && goesOn && wrong == 0);
    }

    private boolean allProcessed(VoteWatch votes) {
        votes.look();
        return network.processed(sound) == network.deposits();
    }

    private boolean damage(DamagedTree damage, ObjectNode json, VoteWatch votes) throws InterruptedException {
        network.network().kill(List.of(victim));
        StoreSizes sizes = StoreSizes.DEV.withReserve(0);
        try (RocksStore store = RocksStore.open(victim.home().eth1().resolve("tree"), sizes)) {
            damage.damage(store);
        }
        ChainWatch chain = network.watch(sound);
        long said = refusals();
        network.start(List.of(victim));
        boolean healed = network.within(2 * period, chain, () -> {
            votes.look();
            return network.status(victim).path("health").asText().equals("AUDITED");
        });
        JsonNode status = network.status(victim);
        boolean same = status.path("root").asText().equals(network.contractRoot());
        boolean refused = refusals() == said + 1;
        json.put("damage", damage.name())
                .put("refused", refused)
                .put("rebuiltAndAudited", healed)
                .put("rootEqualsContract", same)
                .put("requestsAfterRestart", status.path("requests").asLong())
                .put("viewsLost", chain.lost());
        progress.accept("V4 " + damage + ": " + (healed && same && refused ? "rebuilt" : "NOT REBUILT " + json));
        return healed && same && refused;
    }

    /** How often the node's log says that its store was damaged. */
    private long refusals() {
        try (Stream<String> lines = Files.lines(victim.home().logs().resolve("vigil.log"))) {
            return lines.filter(line -> line.contains("verdict=damaged")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
