package io.vigil.testnet.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.testnet.peer.Anvil;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.TransactionBody;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code debug_trace…} of a real node; where anvil is installed, its answers are anvil's. */
class TraceIT {
    /**
     * With no input: stores 1 in slot 0, reads it, logs memory, calls the identity precompile and itself with one byte.
     * With input: reverts with {@code Error("no")}.
     */
    private static final String RUNTIME = "36602857" // input? jump to 28
            + "60015f55" // slot 0 = 1
            + "5f5450" // read it
            + "60ff5f52" // memory
            + "60205fa0" // log0
            + "60205f60205f60045afa50" // identity
            + "5f5f60015f5f305af1" // call itself with one byte
            + "00"
            + "5b";

    private static final String REVERTS = "62461bcd60e51b5f5260206004526002602452616e6f60f01b60445260645ffd";

    @Test
    void tracesAreInGethsForms(@TempDir Path folder) throws Exception {
        try (DevNode node = DevNode.open(folder.resolve("dev"))) {
            List<Hash> sent = script(node.rpc());
            JsonNode steps = trace(node.rpc(), sent.get(1), Map.of());
            assertThat(steps.path("failed").asBoolean()).isFalse();
            assertThat(steps.path("structLogs").path(0).path("op").asText()).isEqualTo("CALLDATASIZE");
            assertThat(steps.path("structLogs").findValuesAsText("op"))
                    .contains("SSTORE", "LOG0", "STATICCALL", "REVERT");

            JsonNode calls = trace(node.rpc(), sent.get(1), Map.of("tracer", "callTracer"));
            assertThat(calls.path("type").asText()).isEqualTo("CALL");
            assertThat(calls.path("calls")).hasSize(2);
            assertThat(calls.path("calls").path(1).path("revertReason").asText())
                    .isEqualTo("no");

            JsonNode receipt = node.receipt(sent.get(1));
            JsonNode block = node.rpc()
                    .call("debug_traceBlockByHash", receipt.path("blockHash").asText(), Map.of("tracer", "callTracer"));
            assertThat(block).hasSize(1);
            assertThat(block.path(0).path("txHash").asText())
                    .isEqualTo(sent.get(1).toHex());
            assertThat(block.path(0).path("result")).isEqualTo(calls);
            assertThat(node.rpc()
                            .call(
                                    "debug_traceBlockByNumber",
                                    receipt.path("blockNumber").asText())
                            .path(0)
                            .path("result"))
                    .isEqualTo(steps);
            refusals(node.rpc());
        }
    }

    private static void refusals(RpcClient rpc) {
        assertThatThrownBy(() -> trace(rpc, Hash.ZERO, Map.of())).hasMessageContaining("transaction not found");
        assertThatThrownBy(() -> rpc.call("debug_traceBlockByNumber", "0x0"))
                .hasMessageContaining("genesis is not traceable");
        assertThatThrownBy(() -> rpc.call("debug_traceBlockByHash", Hash.ZERO.toHex()))
                .hasMessageContaining("block " + Hash.ZERO + " not found");
        assertThatThrownBy(() -> trace(rpc, Hash.ZERO, Map.of("tracer", "{}")))
                .hasMessageContaining("tracer not found");
    }

    @Test
    void theAnswersAreAnvils(@TempDir Path folder) throws Exception {
        Optional<Path> program = Anvil.find(System.getenv());
        Assumptions.assumeThat(program).as("anvil is not installed").isPresent();
        List<String> arguments = List.of(
                "--chain-id", Long.toString(NetworkPlan.DEFAULT_CHAIN_ID), "--hardfork", "osaka", "--steps-tracing");
        try (DevNode node = DevNode.open(folder.resolve("dev"));
                Anvil anvil = Anvil.start(program.orElseThrow(), arguments)) {
            List<Hash> sent = script(node.rpc());
            assertThat(script(anvil.rpc())).isEqualTo(sent);
            List<Map<String, Object>> configs = List.of(
                    Map.of(),
                    Map.of("enableMemory", true, "enableReturnData", true),
                    Map.of("disableStack", true, "disableStorage", true),
                    Map.of("tracer", "callTracer"),
                    Map.of("tracer", "callTracer", "tracerConfig", Map.of("withLog", true)),
                    Map.of("tracer", "callTracer", "tracerConfig", Map.of("onlyTopCall", true)));
            for (Hash hash : sent) {
                for (Map<String, Object> config : configs) {
                    JsonNode ours = trace(node.rpc(), hash, config);
                    JsonNode theirs = trace(anvil.rpc(), hash, config);
                    assertThat(plain(ours)).as(hash + " " + config).isEqualTo(plain(theirs));
                    if (!config.containsKey("tracer")) {
                        assertThat(ours.path("gas")).as("gas of " + hash).isEqualTo(theirs.path("gas"));
                    }
                }
            }
        }
    }

    /**
     * Without what anvil 1.7.1 does otherwise than geth: it prints refunds, memory and return data that are empty, names a
     * fault in Rust, gives a log's index in the block, and takes the price before execution off the outermost call's gas.
     */
    private static JsonNode plain(JsonNode trace) {
        ObjectNode root = trace.deepCopy();
        root.remove("gas");
        root.path("logs").forEach(log -> ((ObjectNode) log).remove("index"));
        for (JsonNode node : root.path("structLogs")) {
            ObjectNode step = (ObjectNode) node;
            step.remove("error");
            if (step.path("refund").asInt(-1) == 0) {
                step.remove("refund");
            }
            if (step.path("memory").isArray() && step.path("memory").isEmpty()) {
                step.remove("memory");
            }
            if (step.path("returnData").asText().equals("0x")) {
                step.remove("returnData");
            }
        }
        return root;
    }

    private static JsonNode trace(RpcClient rpc, Hash hash, Map<String, Object> config) throws Exception {
        return rpc.call("debug_traceTransaction", hash.toHex(), config);
    }

    /** The same transactions for any chain with this id and the development accounts. */
    private static List<Hash> script(RpcClient rpc) throws Exception {
        Bytes key = DevNode.key(0);
        Bytes code = Bytes.fromHex(RUNTIME + REVERTS);
        Address contract = io.vigil.types.chain.ContractAddress.create(DevNode.address(key), 0);
        Bytes creation = Bytes.concat(Bytes.fromHex("60%02x8060095f395ff3".formatted(code.size())), code);
        List<Hash> sent = new ArrayList<>();
        sent.add(send(rpc, 0, new Target.Create(), creation));
        sent.add(send(rpc, 1, new Target.Call(contract), Bytes.EMPTY));
        sent.add(send(rpc, 2, new Target.Call(contract), Bytes.of(1)));
        sent.add(send(rpc, 3, new Target.Call(Address.ofInt(0xbeef)), Bytes.EMPTY));
        sent.add(send(rpc, 4, new Target.Create(), Bytes.fromHex("fe")));
        return sent;
    }

    private static Hash send(RpcClient rpc, long nonce, Target target, Bytes data) throws Exception {
        TransactionBody body = new TransactionBody.DynamicFee(
                NetworkPlan.DEFAULT_CHAIN_ID,
                nonce,
                UInt256.ZERO,
                DevNode.FEE_CAP,
                300_000,
                target,
                UInt256.ZERO,
                data,
                List.of());
        Hash hash = Hash.fromHex(rpc.call(
                        "eth_sendRawTransaction",
                        body.sign(DevNode.key(0)).encode().toHex())
                .asText());
        DevNode.receipt(rpc, hash);
        return hash;
    }
}
