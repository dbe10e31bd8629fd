package io.vigil.testnet.drill;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.testnet.governance.GovernanceClient;
import io.vigil.testnet.local.LocalNetwork;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.NodeLauncher;
import io.vigil.testnet.local.RpcClient;
import io.vigil.testnet.local.Waiting;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.ExtraData;
import io.vigil.types.genesis.GovernanceModule;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * I1, its cause: on 9 March 2020 a validator's base record was gone while an index still listed it; electing the next epoch's
 * validators threw on every node, and the network stood for 57 hours. Here a real network meets that state and nine relatives,
 * one in each epoch. Every election must end with a set, every block must come, and what was passed over must be readable.
 */
public final class EpochElectionDrill {
    private static final int VALIDATORS = 4;
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration EPOCH_LIMIT = Duration.ofSeconds(40);
    private static final Duration LOOK = Duration.ofMillis(100);

    private final LocalNetwork network;
    private final Consumer<String> progress;
    private final int kinds;
    private final HttpClient http = RpcClient.http();
    private final ArrayNode epochs = JsonNodeFactory.instance.arrayNode();
    private boolean survived = true;

    private EpochElectionDrill(LocalNetwork network, int kinds, Consumer<String> progress) {
        this.network = network;
        this.kinds = kinds;
        this.progress = progress;
    }

    /** How many kinds of damage there are. */
    public static int all() {
        return DamagedRegistry.Kind.values().length;
    }

    /**
     * Runs it in an empty folder, which is left as it is.
     *
     * @param rpcPort the first of the nodes' ports
     * @param kinds of damage, from the first on
     * @param progress one line per epoch
     */
    public static DrillReport run(Path folder, int rpcPort, int kinds, Consumer<String> progress)
            throws InterruptedException {
        NodeLauncher launcher = NodeLauncher.ofThisProcess(DamagedNodeMain.class);
        LocalNetwork network = GovernedNetwork.create(folder, rpcPort, VALIDATORS, GovernanceModule.STAKE, launcher);
        try {
            return new EpochElectionDrill(network, kinds, progress).play();
        } finally {
            network.stop(network.plan().nodes());
        }
    }

    private DrillReport play() throws InterruptedException {
        List<NodePlan> nodes = network.plan().nodes();
        network.start(nodes);
        network.awaitReady(nodes, START_LIMIT);
        GovernanceClient client = new GovernanceClient(http, nodes.getFirst().rpcUrl());
        ChainWatch watch = new ChainWatch(http, nodes.getFirst());
        awaitEpoch(client, watch, 1);
        long lostBefore = watch.lost();
        long blocksBefore = watch.blocks();
        for (long epoch = 1; epoch <= kinds; epoch++) {
            DamagedRegistry.Kind kind = DamagedRegistry.Kind.of(epoch).orElseThrow();
            long lost = watch.lost();
            boolean came = awaitEpoch(client, watch, epoch + 1);
            report(client, kind, epoch, came, watch.lost() - lost);
            if (!came) {
                break;
            }
        }
        boolean agree = allAgree(nodes);
        survived &= agree;
        ObjectNode measured = JsonNodeFactory.instance
                .objectNode()
                .put("validators", VALIDATORS)
                .put("blocks", watch.blocks() - blocksBefore)
                .put("lostViews", watch.lost() - lostBefore)
                .put("allNodesAgree", agree);
        measured.set("epochs", epochs);
        return new DrillReport("epoch-election", history(), measured, survived);
    }

    private void report(GovernanceClient client, DamagedRegistry.Kind kind, long epoch, boolean came, long lost) {
        ObjectNode line = epochs.addObject()
                .put("epoch", epoch)
                .put("damage", kind.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .put("nextEpochCame", came)
                .put("lostViews", lost);
        try {
            int members = client.members().size();
            Map<Address, String> skipped = client.skipped(epoch);
            long atElection = lostAtElection(client, epoch);
            line.put("members", members).put("lostAtElection", atElection);
            ObjectNode reasons = line.putObject("skipped");
            skipped.forEach((address, reason) -> reasons.put(address.toHex(), reason));
            survived &= came && atElection == 0 && members >= VALIDATORS && (skipped.isEmpty() != hasReason(kind));
            progress.accept("epoch %d, %s: %d members after it, views lost %d (%d at the election), skipped %s"
                    .formatted(epoch, line.path("damage").asText(), members, lost, atElection, skipped));
        } catch (IOException | MalformedException e) {
            survived = false;
            line.put("failed", String.valueOf(e.getMessage()));
            progress.accept("epoch " + epoch + ": " + e.getMessage());
        }
    }

    /**
     * Views without a block where an epoch is fixed and where it ends, and right after. A machine with too much to do loses views
     * anywhere; an election that fails loses them there.
     */
    private static long lostAtElection(GovernanceClient client, long epoch) throws IOException, MalformedException {
        long end = (epoch + 1) * GovernedNetwork.EPOCH_LENGTH;
        long fix = end - GovernedNetwork.EPOCH_LENGTH / 2;
        return view(client, fix + 1) - view(client, fix - 1) - 2 + view(client, end) - view(client, end - 1) - 1;
    }

    private static long view(GovernanceClient client, long height) throws IOException, MalformedException {
        String extra = client.rpc()
                .call("eth_getBlockByNumber", "0x" + Long.toHexString(height), false)
                .path("extraData")
                .asText();
        return ExtraData.decode(Bytes.parseHex(extra)).view();
    }

    /** Jailed and exiting are sound records; what nothing lists is not found, so nothing can be said of it. */
    private static boolean hasReason(DamagedRegistry.Kind kind) {
        return switch (kind) {
            case LISTED_WITHOUT_RECORD, LISTED_TWICE, ONE_KEY_TWICE, STAKE_OVERFLOWS, BITS_FLIPPED, COUNT_OVERFLOWS ->
                true;
            case RECORD_WITHOUT_LISTING, ALL_JAILED, ALL_EXITED, NOTHING_LISTED -> false;
        };
    }

    /** Whether the chain comes to the epoch in time; gives it something to do meanwhile. */
    private static boolean awaitEpoch(GovernanceClient client, ChainWatch watch, long epoch)
            throws InterruptedException {
        return Waiting.within(EPOCH_LIMIT, LOOK, () -> {
            watch.pay();
            watch.look();
            return epoch(client).filter(now -> now >= epoch).isPresent();
        });
    }

    private static Optional<Long> epoch(GovernanceClient client) {
        try {
            return Optional.of(client.epoch().epoch());
        } catch (IOException | MalformedException e) {
            return Optional.empty();
        }
    }

    /** Whether all nodes have one block at the height that all have. */
    private boolean allAgree(List<NodePlan> nodes) {
        try {
            long lowest = Long.MAX_VALUE;
            for (NodePlan node : nodes) {
                lowest = Math.min(lowest, new GovernanceClient(http, node.rpcUrl()).height());
            }
            String hash = "";
            for (NodePlan node : nodes) {
                String here = new RpcClient(http, node.rpcUrl())
                        .call("eth_getBlockByNumber", "0x" + Long.toHexString(lowest), false)
                        .path("hash")
                        .asText();
                if (!hash.isEmpty() && !hash.equals(here)) {
                    return false;
                }
                hash = here;
            }
            return true;
        } catch (IOException e) {
            progress.accept(String.valueOf(e.getMessage()));
            return false;
        }
    }

    private static ObjectNode history() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("network", "PlatON's test network, 25 validators of a round")
                .put("date", "2020-03-09")
                .put("cause", "a listed validator without its base record: the election threw")
                .put("hoursWithoutBlocks", 57);
    }
}
