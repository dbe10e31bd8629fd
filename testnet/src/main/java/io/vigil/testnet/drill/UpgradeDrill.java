package io.vigil.testnet.drill;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.governance.Governance;
import io.vigil.governance.contracts.AbiReader;
import io.vigil.governance.contracts.AbiWriter;
import io.vigil.governance.proposals.Choice;
import io.vigil.governance.proposals.Status;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.keys.DevelopmentAccounts;
import io.vigil.node.keys.NodeKeys;
import io.vigil.testnet.governance.GovernanceClient;
import io.vigil.testnet.governance.Sender;
import io.vigil.testnet.local.LocalNetwork;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.NodeLauncher;
import io.vigil.testnet.local.RpcClient;
import io.vigil.testnet.local.Waiting;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
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

/**
 * An upgrade that needs no clock on the wall (R1.4). In March 2020 the vote ran in a chat group while the network stood, and a
 * script restarted all validators at one minute. Here a version is proposed and voted on chain while the load runs; nodes are
 * restarted with the new release one after the other, whenever; the new rules begin at one block everywhere. One node is left
 * behind: it commits the last block it understands, answers, signs nothing more, and comes back when it is upgraded.
 */
public final class UpgradeDrill {
    private static final int VALIDATORS = 4;
    private static final long NEXT_VERSION = 2;
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Duration LOOK = Duration.ofMillis(100);

    /** Blocks under the new rules that show that the chain goes on. */
    private static final long BLOCKS_AFTER = 15;

    private final Path folder;
    private final LocalNetwork network;
    private final Consumer<String> progress;
    private final List<NodePlan> nodes;
    private final HttpClient http = RpcClient.http();
    private final GovernanceClient client;
    private final ChainWatch watch;
    private final Sender payer =
            new Sender.Unlocked(DevelopmentAccounts.addresses().get(1));

    private UpgradeDrill(Path folder, LocalNetwork network, Consumer<String> progress) {
        this.folder = folder;
        this.network = network;
        this.progress = progress;
        this.nodes = network.plan().nodes();
        this.client = new GovernanceClient(http, nodes.getFirst().rpcUrl());
        this.watch = new ChainWatch(http, nodes.get(1));
    }

    /**
     * Runs it in an empty folder, which is left as it is.
     *
     * @param rpcPort the first of the nodes' ports
     * @param progress one line per step
     */
    public static DrillReport run(Path folder, int rpcPort, Consumer<String> progress) throws InterruptedException {
        LocalNetwork network = GovernedNetwork.create(
                folder, rpcPort, VALIDATORS, GovernanceModule.AUTHORITY, launcher(NEXT_VERSION - 1));
        try {
            return new UpgradeDrill(folder, network, progress).play();
        } catch (IOException | MalformedException e) {
            throw new IllegalStateException("a node did not answer as it must: " + e.getMessage(), e);
        } finally {
            network.stop(network.plan().nodes());
        }
    }

    private static NodeLauncher launcher(long version) {
        return NodeLauncher.ofThisProcess(VersionedNodeMain.class).with(VersionedNodeMain.speaking(version));
    }

    private DrillReport play() throws InterruptedException, IOException, MalformedException {
        network.start(nodes);
        network.awaitReady(nodes, START_LIMIT);
        long id = propose();
        for (NodePlan node : nodes.subList(0, VALIDATORS - 1)) {
            vote(node, id);
        }
        progress.accept("proposal " + id + ": version " + NEXT_VERSION + ", three of four voted yes");
        boolean waits = reaches(() -> status(id) >= Status.WAIT_READY.ordinal());
        LocalNetwork upgraded = LocalNetwork.open(folder.resolve("net"), launcher(NEXT_VERSION));
        for (NodePlan node : nodes.subList(0, VALIDATORS - 1)) {
            restart(upgraded, node);
        }
        boolean active = waits && reaches(() -> status(id) == Status.ACTIVE.ordinal());
        boolean began = active && reaches(() -> epochVersion() == NEXT_VERSION);
        long first = began ? firstBlock() : -1;
        boolean goesOn = began && reaches(() -> height(nodes.getFirst()) >= first + BLOCKS_AFTER);
        NodePlan behind = nodes.getLast();
        long stayed = height(behind);
        progress.accept("version " + NEXT_VERSION + " began with block " + first + "; " + behind.name()
                + ", left behind, answers and stays at block " + stayed);
        boolean sameBlock = goesOn && beginsAt(first);
        restart(upgraded, behind);
        boolean back = goesOn && reaches(() -> height(behind) >= first + BLOCKS_AFTER);
        progress.accept(behind.name() + (back ? " is back at block " + height(behind) : " did NOT come back"));
        boolean survived = goesOn && sameBlock && stayed == first - 1 && back;
        return new DrillReport(
                "upgrade",
                history(),
                JsonNodeFactory.instance
                        .objectNode()
                        .put("validators", VALIDATORS)
                        .put("activated", began)
                        .put("firstBlockOfVersion", first)
                        .put("sameBlockEverywhere", sameBlock)
                        .put("leftBehindStayedAt", stayed)
                        .put("leftBehindCameBack", back)
                        .put("blocksSeen", watch.blocks())
                        .put("lostViews", watch.lost()),
                survived);
    }

    private long propose() throws IOException, MalformedException, InterruptedException {
        NodePlan node = nodes.getFirst();
        BlsSecretKey key = key(node);
        Address validator = client.validatorOf(key);
        long epoch = client.epoch().epoch();
        AbiWriter arguments = new AbiWriter()
                .address(validator)
                .number(NEXT_VERSION)
                .number(epoch)
                .number(1)
                .number(epoch + 100)
                .hash(Hash.ZERO)
                .number(epoch + 50);
        client.await(client.send(
                payer,
                key,
                validator,
                Governance.GOVERNANCE,
                "proposeVersion(address,uint64,uint64,uint64,uint64,bytes32,uint64)",
                arguments));
        return client.proposals();
    }

    private void vote(NodePlan node, long id) throws IOException, MalformedException, InterruptedException {
        BlsSecretKey key = key(node);
        Address validator = client.validatorOf(key);
        client.await(client.send(
                payer,
                key,
                validator,
                Governance.GOVERNANCE,
                "vote(address,uint256,uint8)",
                new AbiWriter().address(validator).number(id).number(Choice.YES.code())));
    }

    private static BlsSecretKey key(NodePlan node) {
        NodeConfig.Keys keys = new NodeConfig.Keys(
                true, node.home().validatorKeyFile(), node.home().validatorPasswordFile(), true);
        return NodeKeys.open(node.home(), keys, Map.of())
                .validator()
                .orElseThrow(() -> new IllegalStateException(node.name() + " has no validator key"));
    }

    private void restart(LocalNetwork release, NodePlan node) throws InterruptedException {
        release.stop(List.of(node));
        release.start(List.of(node));
        release.awaitReady(List.of(node), START_LIMIT);
        long top = height(nodes.get(1));
        reaches(() -> height(node) >= top);
        progress.accept(node.name() + " runs the release that speaks version " + NEXT_VERSION);
    }

    /** Whether it comes true in time; gives the chain something to do meanwhile. */
    private boolean reaches(BooleanSupplier condition) throws InterruptedException {
        return Waiting.within(LIMIT, LOOK, () -> {
            watch.pay();
            watch.look();
            return condition.getAsBoolean();
        });
    }

    private int status(long id) {
        try {
            return client.proposal(id).status();
        } catch (IOException | MalformedException e) {
            return -1;
        }
    }

    private long epochVersion() {
        try {
            return client.epoch().version();
        } catch (IOException | MalformedException e) {
            return -1;
        }
    }

    private long firstBlock() throws IOException, MalformedException {
        AbiReader schedule = client.view(Governance.GOVERNANCE, "schedule()", new AbiWriter());
        schedule.list(AbiReader::number);
        return schedule.list(AbiReader::number).getLast();
    }

    /** Whether the headers of all upgraded nodes change their version at that block. */
    private boolean beginsAt(long first) throws IOException, MalformedException {
        for (NodePlan node : nodes.subList(0, VALIDATORS - 1)) {
            RpcClient rpc = new RpcClient(http, node.rpcUrl());
            if (version(rpc, first - 1) != NEXT_VERSION - 1 || version(rpc, first) != NEXT_VERSION) {
                return false;
            }
        }
        return true;
    }

    private static long version(RpcClient rpc, long height) throws IOException, MalformedException {
        String extra = rpc.call("eth_getBlockByNumber", "0x" + Long.toHexString(height), false)
                .path("extraData")
                .asText();
        return ExtraData.decode(Bytes.parseHex(extra)).version();
    }

    /** -1 if the node does not answer. */
    private long height(NodePlan node) {
        try {
            return new GovernanceClient(http, node.rpcUrl()).height();
        } catch (IOException e) {
            return -1;
        }
    }

    private static ObjectNode history() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("network", "PlatON's test network")
                .put("date", "2020-03-10 to 2020-03-11")
                .put("vote", "in a chat group, 27 : 3 and 15 : 12, while no block came")
                .put("restart", "25 validators by script at 16:00, and nothing happened for 38 min 41 s");
    }
}
