package io.vigil.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.vigil.governance.Governance;
import io.vigil.governance.contracts.Answer;
import io.vigil.governance.contracts.Call;
import io.vigil.governance.contracts.GovernanceContract;
import io.vigil.governance.contracts.Host;
import io.vigil.governance.contracts.ValidatorsContract;
import io.vigil.governance.proposals.Onboarding;
import io.vigil.governance.state.ChainIdentity;
import io.vigil.governance.state.MemoryState;
import io.vigil.governance.state.Overlay;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.UInt256;
import io.vigil.types.genesis.Genesis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** JSON-RPC over the two contracts of governance alone: every call that is sent is a block. */
final class GovernedServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Hash GENESIS_HASH = Hash.ZERO;

    private final MemoryState state = new MemoryState();
    private final ValidatorsContract validators;
    private final GovernanceContract governance;
    private final long chainId;
    private final HttpServer server;
    private long height;

    GovernedServer(Genesis genesis) throws IOException {
        Governance.genesisSlots(genesis)
                .forEach((contract, slots) -> slots.forEach((slot, value) -> state.store(contract, slot, value)));
        chainId = genesis.chainId();
        ChainIdentity chain = new ChainIdentity(chainId, GENESIS_HASH);
        validators = new ValidatorsContract(chain);
        governance = new GovernanceContract(chain, Onboarding.NONE);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            JsonNode request = JSON.readTree(exchange.getRequestBody());
            ObjectNode answer = JSON.createObjectNode().put("jsonrpc", "2.0").put("id", 1);
            answer(request, answer);
            byte[] bytes = answer.toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(JsonNode request, ObjectNode answer) {
        JsonNode first = request.path("params").path(0);
        switch (request.path("method").asText()) {
            case "eth_chainId" -> answer.put("result", "0x" + Long.toHexString(chainId));
            case "eth_blockNumber" -> answer.put("result", "0x" + Long.toHexString(height));
            case "eth_accounts" ->
                answer.putArray("result").add(Address.ofInt(0xabc).toHex());
            case "eth_getBlockByNumber" -> answer.putObject("result").put("hash", GENESIS_HASH.toHex());
            case "eth_getTransactionReceipt" ->
                answer.putObject("result")
                        .put("blockNumber", "0x" + Long.toHexString(height))
                        .put("status", "0x1");
            case "eth_call" -> run(first, answer, false);
            case "eth_sendTransaction" -> run(first, answer, true);
            default -> answer.putObject("error").put("message", "no method " + request.path("method"));
        }
    }

    private void run(JsonNode call, ObjectNode answer, boolean keep) {
        Address to = Address.fromHex(call.path("to").asText());
        Bytes input = Bytes.fromHex(call.path("data").asText());
        Overlay overlay = new Overlay(state);
        Call made = new Call(Address.ofInt(0xabc), UInt256.ZERO, input, height + 1, height + 1);
        Host host = host(to, overlay);
        Answer came = to.equals(Governance.VALIDATORS) ? validators.call(made, host) : governance.call(made, host);
        switch (came) {
            case Answer.Returned(Bytes output) -> {
                if (keep) {
                    overlay.flush();
                    height++;
                }
                answer.put("result", keep ? Hash.ZERO.toHex() : output.toHex());
            }
            case Answer.Reverted(Bytes data) ->
                answer.putObject("error").put("message", "execution reverted: " + text(data));
        }
    }

    private static String text(Bytes error) {
        return new String(error.shared(), StandardCharsets.UTF_8).replaceAll("[^\\x20-\\x7e]+", "");
    }

    private static Host host(Address self, Overlay overlay) {
        return new Host() {
            @Override
            public void store(UInt256 slot, UInt256 value) {
                overlay.store(self, slot, value);
            }

            @Override
            public void log(List<Hash> topics, Bytes data) {}

            @Override
            public boolean pay(Address to, UInt256 amount) {
                return false;
            }

            @Override
            public UInt256 load(Address contract, UInt256 slot) {
                return overlay.load(contract, slot);
            }
        };
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
