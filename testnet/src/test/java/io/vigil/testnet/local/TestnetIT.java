package io.vigil.testnet.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.node.keys.DevelopmentAccounts;
import io.vigil.node.keys.SignerHistory;
import io.vigil.testnet.local.LocalNetwork.Wish;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.TransactionBody;
import io.vigil.types.crypto.Secp256k1;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four real processes, real sockets, real stores. Every test begins with all four running. */
class TestnetIT {
    private static final Duration START_LIMIT = Duration.ofSeconds(180);

    /** Far above what a healthy network takes, since the machine of a test may be busy with others. */
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    private static final int RPC_PORT = 28_545;

    private static LocalNetwork network;
    private static HttpClient http;

    @BeforeAll
    static void up(@TempDir Path folder) {
        Wish wish = new Wish(OptionalInt.of(4), OptionalLong.empty(), OptionalInt.of(RPC_PORT));
        http = RpcClient.http();
        network = LocalNetwork.openOrCreate(folder.resolve("net"), wish, NodeLauncher.ofThisProcess(NodeMain.class));
    }

    @AfterAll
    static void downLeavesNoProcess() {
        List<ProcessHandle> processes = network.status().stream()
                .filter(status -> status.pid() != 0)
                .flatMap(status -> ProcessHandle.of(status.pid()).stream())
                .toList();

        network.stop(nodes());

        assertThat(processes).noneMatch(ProcessHandle::isAlive);
        assertThat(network.running()).isEmpty();
    }

    @BeforeEach
    void allFourRun() throws InterruptedException {
        network.start(nodes());
        network.awaitReady(nodes(), START_LIMIT);
    }

    @Test
    void blocksAdvanceOnAllNodesAndAreTheSameEverywhere() throws Exception {
        long from = height(0);

        for (int i = 0; i < 4; i++) {
            int node = i;
            await("a block above " + from + " on node" + node, () -> height(node) > from);
        }

        String hash = block(0, from).path("hash").asText();
        for (int i = 1; i < 4; i++) {
            assertThat(block(i, from).path("hash").asText()).isEqualTo(hash);
        }
    }

    @Test
    void aTransferIsFinalWithTheSameReceiptEverywhere() throws Exception {
        Address to = Address.ofInt(0x7001);
        String hash = send(0, to, 123);

        JsonNode first = receipt(0, hash);

        assertThat(first.path("status").asText()).isEqualTo("0x1");
        for (int i = 0; i < 4; i++) {
            assertThat(receipt(i, hash)).isEqualTo(first);
            assertThat(rpc(i).call("eth_getBalance", to.toHex(), "latest").asText())
                    .isEqualTo("0x7b");
        }
    }

    @Test
    void blocksGoOnWithoutOneNodeWhichCatchesUpAndVotesAgain() throws Exception {
        network.kill(List.of(nodes().get(1)));
        String hash = send(0, Address.ofInt(0x7002), 1);
        JsonNode receipt = receipt(0, hash);

        network.start(nodes());
        network.awaitReady(nodes(), START_LIMIT);

        assertThat(receipt(1, hash)).isEqualTo(receipt);
        int before = statements(1);
        await("node1 signs again", () -> statements(1) > before);
    }

    @Test
    void afterAPowerFailureOfAllTheChainGoesOnAndNothingServedIsLost() throws Exception {
        String hash = send(2, Address.ofInt(0x7003), 1);
        JsonNode receipt = receipt(2, hash);
        long head = height(2);

        network.kill(nodes());
        network.start(nodes());
        network.awaitReady(nodes(), START_LIMIT);

        for (int i = 0; i < 4; i++) {
            int node = i;
            await("a block above " + head + " on node" + node, () -> height(node) > head);
            assertThat(receipt(i, hash)).isEqualTo(receipt);
        }
        assertThat(nodes()).allSatisfy(TestnetIT::nothingConflicts);
    }

    /** One block vote and one commit vote in a view, whatever happened in between. */
    private static void nothingConflicts(NodePlan node) {
        Map<String, Hash> signed = new HashMap<>();
        SignerHistory.read(node.home(), line -> {
            if (line.kind().endsWith("vote")) {
                Hash earlier = signed.putIfAbsent(line.kind() + line.epoch() + "/" + line.view(), line.block());
                assertThat(earlier).isIn(null, line.block());
            }
        });
        assertThat(signed).isNotEmpty();
    }

    private static int statements(int node) {
        int[] count = {0};
        SignerHistory.read(nodes().get(node).home(), line -> count[0]++);
        return count[0];
    }

    /** From an account of the node's own, so that tests do not share nonces. */
    private static String send(int node, Address to, long value) throws IOException {
        Bytes key = DevelopmentAccounts.secretKeys().get(node);
        String sender = Secp256k1.address(key).toHex();
        long nonce = RpcClient.quantity(rpc(node).call("eth_getTransactionCount", sender, "pending"));
        TransactionBody.DynamicFee body = new TransactionBody.DynamicFee(
                NetworkPlan.DEFAULT_CHAIN_ID,
                nonce,
                UInt256.of(1),
                UInt256.of(10_000_000_000L),
                21_000,
                new Target.Call(to),
                UInt256.of(value),
                Bytes.EMPTY,
                List.of());
        return rpc(node)
                .call("eth_sendRawTransaction", body.sign(key).encode().toHex())
                .asText();
    }

    private static JsonNode receipt(int node, String hash) throws Exception {
        await(
                "the receipt of " + hash + " on node" + node,
                () -> !rpc(node).call("eth_getTransactionReceipt", hash).isNull());
        return rpc(node).call("eth_getTransactionReceipt", hash);
    }

    private static JsonNode block(int node, long number) throws IOException {
        return rpc(node).call("eth_getBlockByNumber", "0x" + Long.toHexString(number), false);
    }

    private static long height(int node) throws IOException {
        return RpcClient.quantity(rpc(node).call("eth_blockNumber"));
    }

    private static RpcClient rpc(int node) {
        return new RpcClient(http, nodes().get(node).rpcUrl());
    }

    private static List<NodePlan> nodes() {
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
