package io.vigil.testnet.drill;

import io.vigil.governance.Governance;
import io.vigil.governance.contracts.AbiReader;
import io.vigil.governance.contracts.AbiWriter;
import io.vigil.governance.proposals.Choice;
import io.vigil.governance.proposals.Status;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.keys.DevelopmentAccounts;
import io.vigil.node.keys.NodeKeys;
import io.vigil.testnet.governance.Ballots;
import io.vigil.testnet.governance.GovernanceClient;
import io.vigil.testnet.governance.Sender;
import io.vigil.testnet.local.LocalNetwork;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.NodeLauncher;
import io.vigil.testnet.local.RpcClient;
import io.vigil.testnet.local.Waiting;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.ExtraData;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.genesis.GovernanceModule;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Four validators under load, each of the release that it was started with last. */
final class VersionedNetwork {
    private static final int VALIDATORS = 4;
    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    /** Some eight epochs of a network on a machine that does much else. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static final Duration LOOK = Duration.ofMillis(100);

    private final Path folder;
    private final Consumer<String> progress;
    private final List<NodePlan> nodes;
    private final HttpClient http = RpcClient.http();
    private final GovernanceClient client;
    private final Ballots ballots;
    private final ChainWatch watch;

    private VersionedNetwork(Path folder, List<NodePlan> nodes, Consumer<String> progress) {
        this.folder = folder;
        this.progress = progress;
        this.nodes = nodes;
        client = new GovernanceClient(http, nodes.getFirst().rpcUrl());
        ballots = new Ballots(
                client, new Sender.Unlocked(DevelopmentAccounts.addresses().get(1)));
        watch = new ChainWatch(http, nodes.get(1));
    }

    /** A running network of the release that speaks {@code version}. */
    static VersionedNetwork start(Path folder, int rpcPort, long version, Consumer<String> progress)
            throws InterruptedException {
        LocalNetwork network =
                GovernedNetwork.create(folder, rpcPort, VALIDATORS, GovernanceModule.AUTHORITY, launcher(version));
        List<NodePlan> nodes = network.plan().nodes();
        VersionedNetwork started = new VersionedNetwork(folder, nodes, progress);
        try {
            network.start(nodes);
            network.awaitReady(nodes, START_LIMIT);
            return started;
        } catch (RuntimeException | InterruptedException e) {
            started.stop();
            throw e;
        }
    }

    void stop() {
        release(1).stop(nodes);
    }

    /** A quorum of them. */
    List<NodePlan> most() {
        return nodes.subList(0, VALIDATORS - 1);
    }

    NodePlan last() {
        return nodes.getLast();
    }

    ChainWatch watch() {
        return watch;
    }

    Ballots ballots() {
        return ballots;
    }

    void say(String line) {
        progress.accept(line);
    }

    private static NodeLauncher launcher(long version) {
        return NodeLauncher.ofThisProcess(VersionedNodeMain.class).with(VersionedNodeMain.speaking(version));
    }

    private LocalNetwork release(long version) {
        return LocalNetwork.open(folder.resolve("net"), launcher(version));
    }

    /** Stops a node, starts it with the release that speaks {@code version}, and waits until it has caught up. */
    void restart(NodePlan node, long version) throws InterruptedException {
        LocalNetwork release = release(version);
        release.stop(List.of(node));
        release.start(List.of(node));
        release.awaitReady(List.of(node), START_LIMIT);
        long top = height(nodes.get(1));
        reaches(() -> height(node) >= top);
        say(node.name() + " runs the release that speaks version " + version);
    }

    static BlsSecretKey key(NodePlan node) {
        NodeConfig.Keys keys = new NodeConfig.Keys(
                true, node.home().validatorKeyFile(), node.home().validatorPasswordFile(), true);
        return NodeKeys.open(node.home(), keys, Map.of())
                .validator()
                .orElseThrow(() -> new IllegalStateException(node.name() + " has no validator key"));
    }

    /** All of {@link #most} vote yes. */
    void pass(long id) throws IOException, MalformedException, InterruptedException {
        for (NodePlan node : most()) {
            ballots.vote(key(node), id, Choice.YES);
        }
    }

    /** Whether it comes true in time; gives the chain something to do meanwhile. */
    boolean reaches(BooleanSupplier condition) throws InterruptedException {
        return Waiting.within(LIMIT, LOOK, () -> {
            watch.pay();
            watch.look();
            return condition.getAsBoolean();
        });
    }

    boolean has(long id, Status status) {
        try {
            return client.proposal(id).status() == status.ordinal();
        } catch (IOException | MalformedException e) {
            return false;
        }
    }

    /** Of the next block; -1 if the node does not answer. */
    long version() {
        try {
            return client.epoch().version();
        } catch (IOException | MalformedException e) {
            return -1;
        }
    }

    /** Of the next block; -1 if the node does not answer. */
    long epoch() {
        try {
            return client.epoch().epoch();
        } catch (IOException | MalformedException e) {
            return -1;
        }
    }

    /** -1 if the node does not answer. */
    long height(NodePlan node) {
        try {
            return new GovernanceClient(http, node.rpcUrl()).height();
        } catch (IOException e) {
            return -1;
        }
    }

    /** The first block of the newest version. */
    long firstBlock() throws IOException, MalformedException {
        AbiReader schedule = client.view(Governance.GOVERNANCE, "schedule()", new AbiWriter());
        schedule.list(AbiReader::number);
        return schedule.list(AbiReader::number).getLast();
    }

    /** What a header says. */
    long version(NodePlan node, long height) throws IOException, MalformedException {
        String extra = new RpcClient(http, node.rpcUrl())
                .call("eth_getBlockByNumber", "0x" + Long.toHexString(height), false)
                .path("extraData")
                .asText();
        return ExtraData.decode(Bytes.parseHex(extra)).version();
    }
}
