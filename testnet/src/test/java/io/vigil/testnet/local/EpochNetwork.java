package io.vigil.testnet.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.governance.registry.ValidatorRecord;
import io.vigil.node.config.NewHome;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.keys.NodeKeys;
import io.vigil.node.keys.SignerHistory;
import io.vigil.testnet.governance.GovernanceClient;
import io.vigil.testnet.local.LocalNetwork.Wish;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.chain.ExtraData;
import io.vigil.types.chain.Transaction;
import io.vigil.types.crypto.BlsSecretKey;
import io.vigil.types.genesis.Genesis;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** A network of real processes whose epochs are short. */
final class EpochNetwork implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(180);

    private final HttpClient http = RpcClient.http();
    private final LocalNetwork network;

    private EpochNetwork(LocalNetwork network) {
        this.network = network;
    }

    /**
     * @param members how many of the {@code nodes} the first set has
     * @param epochLength blocks
     */
    static EpochNetwork create(Path folder, int rpcPort, int nodes, int members, String module, long epochLength)
            throws Exception {
        Wish wish = new Wish(OptionalInt.of(nodes), OptionalLong.empty(), OptionalInt.of(rpcPort));
        return create(folder, wish, members, module, epochLength, vigil -> {});
    }

    /** @param more changes the section {@code vigil} of genesis */
    static EpochNetwork create(
            Path folder, Wish wish, int members, String module, long epochLength, Consumer<ObjectNode> more)
            throws Exception {
        LocalNetwork network =
                LocalNetwork.openOrCreate(folder.resolve("net"), wish, NodeLauncher.ofThisProcess(NodeMain.class));
        EpochNetwork made = new EpochNetwork(network);
        Genesis genesis = NewHome.readGenesis(made.node(0).home().genesisFile());
        Genesis changed = withShortEpochs(genesis, members, module, epochLength, more);
        made.nodes().forEach(node -> NewHome.replaceGenesis(node.home(), changed));
        return made;
    }

    private static Genesis withShortEpochs(
            Genesis genesis, int members, String module, long epochLength, Consumer<ObjectNode> more) throws Exception {
        ObjectMapper json = new ObjectMapper();
        ObjectNode top = (ObjectNode) json.readTree(genesis.toJson().shared());
        top.remove("extraData");
        ObjectNode vigil = (ObjectNode) top.path("vigil");
        ObjectNode parameters = (ObjectNode) vigil.path("parameters");
        parameters.put("epochLength", epochLength);
        parameters.put("emptyBlockInterval", "200ms");
        parameters.put("governance", module);
        ArrayNode validators = (ArrayNode) vigil.path("validators");
        while (validators.size() > members) {
            validators.remove(members);
        }
        more.accept(vigil);
        return Genesis.parse(Bytes.wrap(json.writeValueAsBytes(top)));
    }

    @Override
    public void close() {
        network.stop(nodes());
        network.stopEth1();
    }

    LocalNetwork network() {
        return network;
    }

    void start(NodePlan... nodes) throws InterruptedException {
        network.start(List.of(nodes));
        network.awaitReady(List.of(nodes), PATIENCE);
    }

    void startAll() throws InterruptedException {
        start(nodes().toArray(NodePlan[]::new));
    }

    void kill(List<NodePlan> nodes) {
        network.kill(nodes);
    }

    void stop(NodePlan node) {
        network.stop(List.of(node));
    }

    List<String> running() {
        return network.running().stream().map(NodePlan::rpcUrl).toList();
    }

    List<NodePlan> nodes() {
        return network.plan().nodes();
    }

    NodePlan node(int index) {
        return nodes().get(index);
    }

    RpcClient rpc(int node) {
        return new RpcClient(http, node(node).rpcUrl());
    }

    long height(int node) throws IOException {
        return RpcClient.quantity(rpc(node).call("eth_blockNumber"));
    }

    void awaitHeight(int node, long height) throws Exception {
        await("block " + height + " on node" + node, () -> height(node) >= height);
    }

    /** The epochs of all votes that a node signed. */
    LongStream voteEpochs(int node) {
        List<Long> epochs = new ArrayList<>();
        SignerHistory.read(node(node).home(), line -> {
            if (line.kind().equals("vote")) {
                epochs.add(line.epoch());
            }
        });
        return epochs.stream().mapToLong(Long::longValue);
    }

    /** What the chain's own contracts say, as a node has them. */
    GovernanceClient governance(int node) {
        return new GovernanceClient(http, node(node).rpcUrl());
    }

    /** Address of a node's validator. */
    Address validator(int node) {
        return ValidatorRecord.addressOf(key(node).publicKey().bytes());
    }

    BlsSecretKey key(int node) {
        NodeHome home = node(node).home();
        NodeConfig.Keys config = new NodeConfig.Keys(true, home.validatorKeyFile(), home.validatorPasswordFile(), true);
        return NodeKeys.open(home, config, Map.of()).validator().orElseThrow();
    }

    boolean isMember(int validator, int asked) throws Exception {
        Address address = validator(validator);
        return governance(asked).members().stream()
                .anyMatch(member -> member.address().equals(address));
    }

    JsonNode receipt(int node, Transaction transaction) throws IOException {
        return rpc(node).call("eth_getTransactionReceipt", transaction.hash().toHex());
    }

    ExtraData extra(long height) throws Exception {
        JsonNode block = rpc(0).call("eth_getBlockByNumber", "0x" + Long.toHexString(height), false);
        return ExtraData.decode(Bytes.fromHex(block.path("extraData").asText().substring(2)));
    }

    /** Views up to block {@code end} that had no block. */
    long lostViews(long end) throws Exception {
        return extra(end).view() - end;
    }

    /** Every transfer has one receipt, the same on all of {@code nodes}. */
    void allArrived(Transfers load, int... nodes) throws Exception {
        List<Transaction> sent = load.sent();
        await("the last transfer's receipt", () -> {
            load.again();
            return !receipt(nodes[0], sent.getLast()).isNull();
        });
        long end = height(nodes[0]);
        for (int node : nodes) {
            awaitHeight(node, end);
            for (Transaction transaction : sent) {
                assertThat(receipt(node, transaction)).isNotNull().isEqualTo(receipt(nodes[0], transaction));
            }
        }
    }

    static void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("waited %s for %s", PATIENCE, what).isLessThan(end);
            Thread.sleep(Duration.ofMillis(50));
        }
    }
}
