package io.vigil.testnet.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.config.NewHome;
import io.vigil.testnet.local.LocalNetwork.Wish;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.types.Bytes;
import io.vigil.types.chain.ExtraData;
import io.vigil.types.chain.Transaction;
import io.vigil.types.genesis.Genesis;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Epochs of twenty blocks on four real processes under load: nothing is lost at a boundary. */
class EpochIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int RPC_PORT = 29_545;
    private static final long LENGTH = 20;

    @TempDir
    private Path folder;

    private final HttpClient http = RpcClient.http();
    private LocalNetwork network;

    @BeforeEach
    void up() throws Exception {
        Wish wish = new Wish(OptionalInt.of(4), OptionalLong.empty(), OptionalInt.of(RPC_PORT));
        network = LocalNetwork.openOrCreate(folder.resolve("net"), wish, NodeLauncher.ofThisProcess(NodeMain.class));
        Genesis genesis =
                withShortEpochs(NewHome.readGenesis(nodes().getFirst().home().genesisFile()));
        nodes().forEach(node -> NewHome.replaceGenesis(node.home(), genesis));
        start(nodes());
    }

    @AfterEach
    void down() {
        network.stop(nodes());
    }

    @Test
    void nodesAreKilledAndRestartedAcrossBoundariesAndNothingIsLost() throws Exception {
        try (Transfers load = new Transfers(this::running)) {
            load.start();
            awaitHeight(0, 2 * LENGTH + 5);
            long lost = lostViews(2 * LENGTH + 5);

            awaitHeight(0, 3 * LENGTH - 4);
            network.kill(List.of(nodes().get(1)));
            awaitHeight(0, 3 * LENGTH + 4); // without it, into the fourth epoch
            start(List.of(nodes().get(1)));
            awaitHeight(1, 3 * LENGTH + 6);

            awaitHeight(0, 4 * LENGTH);
            network.kill(nodes()); // all at once, about where one epoch becomes the next
            start(nodes());
            awaitHeight(0, 5 * LENGTH + 3);
            load.end();

            List<Transaction> sent = load.sent();
            await("the last transfer's receipt", () -> {
                load.again();
                return !receipt(0, sent.getLast()).isNull();
            });
            long end = height(0);
            for (int i = 0; i < 4; i++) {
                awaitHeight(i, end);
                for (Transaction transaction : sent) {
                    assertThat(receipt(i, transaction)).isEqualTo(receipt(0, transaction));
                }
            }
            epochsFollowEachOther(end);
            System.out.println(sent.size() + " transfers in " + end + " blocks and "
                    + extra(end).epoch() + " epochs; views without a block in the first two epochs: " + lost);
        }
    }

    /** What the headers of all blocks say of their epochs. */
    private void epochsFollowEachOther(long end) throws Exception {
        for (long height = 1; height <= end; height++) {
            ExtraData extra = extra(height);
            long epoch = (height - 1) / LENGTH;
            assertThat(extra.epoch()).isEqualTo(epoch);
            assertThat(extra.epochEnd()).isEqualTo((epoch + 1) * LENGTH);
        }
    }

    /** Views of the first {@code end} blocks that had none. */
    private long lostViews(long end) throws Exception {
        return extra(end).view() - end;
    }

    private ExtraData extra(long height) throws Exception {
        JsonNode block = rpc(0).call("eth_getBlockByNumber", "0x" + Long.toHexString(height), false);
        return ExtraData.decode(Bytes.fromHex(block.path("extraData").asText().substring(2)));
    }

    private static Genesis withShortEpochs(Genesis genesis) throws Exception {
        ObjectMapper json = new ObjectMapper();
        ObjectNode top = (ObjectNode) json.readTree(genesis.toJson().shared());
        top.remove("extraData");
        ObjectNode parameters = (ObjectNode) top.path("vigil").path("parameters");
        parameters.put("epochLength", LENGTH);
        parameters.put("emptyBlockInterval", "200ms");
        return Genesis.parse(Bytes.wrap(json.writeValueAsBytes(top)));
    }

    private JsonNode receipt(int node, Transaction transaction) throws IOException {
        return rpc(node).call("eth_getTransactionReceipt", transaction.hash().toHex());
    }

    private void awaitHeight(int node, long height) throws Exception {
        await("block " + height + " on node" + node, () -> height(node) >= height);
    }

    private long height(int node) throws IOException {
        return RpcClient.quantity(rpc(node).call("eth_blockNumber"));
    }

    private void start(List<NodePlan> nodes) throws InterruptedException {
        network.start(nodes);
        network.awaitReady(nodes, PATIENCE);
    }

    private List<String> running() {
        return network.running().stream().map(NodePlan::rpcUrl).toList();
    }

    private RpcClient rpc(int node) {
        return new RpcClient(http, nodes().get(node).rpcUrl());
    }

    private List<NodePlan> nodes() {
        return network.plan().nodes();
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("waited %s for %s", PATIENCE, what).isLessThan(end);
            Thread.sleep(Duration.ofMillis(50));
        }
    }
}
