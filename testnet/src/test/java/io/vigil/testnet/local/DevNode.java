package io.vigil.testnet.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.consensus.certificates.SignedPlan;
import io.vigil.node.Faults;
import io.vigil.node.Node;
import io.vigil.node.config.ConfigSources;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.Setting;
import io.vigil.node.config.Settings;
import io.vigil.node.keys.DevelopmentAccounts;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import io.vigil.types.Keccak;
import io.vigil.types.MalformedException;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Target;
import io.vigil.types.chain.TransactionBody;
import io.vigil.types.crypto.Secp256k1;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** One validator in this process, and a client of its RPC port with the first development account. */
final class DevNode implements AutoCloseable {
    static final UInt256 FEE_CAP = UInt256.of(10_000_000_000L);
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Duration POLL = Duration.ofMillis(20);

    private final Node node;
    private final RpcClient rpc;
    private final NodeHome home;
    private final int adminPort;

    private DevNode(Node node, NodeHome home, int rpcPort, int adminPort) {
        this.node = node;
        this.home = home;
        this.adminPort = adminPort;
        this.rpc = new RpcClient(RpcClient.http(), "http://127.0.0.1:" + rpcPort);
    }

    static DevNode open(Path folder) throws Exception {
        return open(folder, Map.of());
    }

    /** @param more settings, as flags */
    static DevNode open(Path folder, Map<Setting<?>, String> more) throws Exception {
        return open(folder, more, List.of());
    }

    /** @param plans at most one, by which it starts */
    static DevNode open(Path folder, Map<Setting<?>, String> more, List<SignedPlan> plans) throws Exception {
        DevHome dev = new DevHome(folder);
        dev.prepare(OptionalLong.empty(), false);
        List<Integer> ports = freePorts();
        int rpcPort = ports.getFirst();
        int adminPort = ports.getLast();
        Map<Setting<?>, String> flags = new HashMap<>(DevHome.flags(rpcPort));
        flags.put(Settings.ADMIN_PORT, Integer.toString(adminPort));
        flags.putAll(more);
        NodeConfig config = Settings.tree(dev.home(), ConfigSources.resolve(dev.home(), Map.of(), flags));
        return new DevNode(Node.open(dev.home(), config, Faults.NONE, plans), dev.home(), rpcPort, adminPort);
    }

    RpcClient rpc() {
        return rpc;
    }

    NodeHome home() {
        return home;
    }

    int adminPort() {
        return adminPort;
    }

    static Bytes key(int index) {
        return DevelopmentAccounts.secretKeys().get(index);
    }

    static Address address(Bytes key) {
        return Secp256k1.address(key);
    }

    /** The data of a call by its signature and words. */
    static Bytes call(String signature, UInt256... words) {
        Hash hash = Keccak.hash(Bytes.wrap(signature.getBytes(StandardCharsets.US_ASCII)));
        Bytes data = hash.bytes().slice(0, 4);
        for (UInt256 word : words) {
            data = Bytes.concat(data, word.toBytes32());
        }
        return data;
    }

    static UInt256 word(Address address) {
        return UInt256.of(address.bytes());
    }

    /** A transaction that offers {@code feeCap} and no tip. */
    Hash send(Bytes key, Target target, UInt256 value, Bytes data, long gas, UInt256 feeCap) throws IOException {
        long nonce = RpcClient.quantity(
                rpc.call("eth_getTransactionCount", address(key).toHex(), "pending"));
        TransactionBody body = new TransactionBody.DynamicFee(
                NetworkPlan.DEFAULT_CHAIN_ID, nonce, UInt256.ZERO, feeCap, gas, target, value, data, List.of());
        String raw = body.sign(key).encode().toHex();
        return Hash.fromHex(rpc.call("eth_sendRawTransaction", raw).asText());
    }

    /** Sends, and waits for the receipt of, a transaction that must succeed. */
    JsonNode run(Bytes key, Target target, UInt256 value, Bytes data) throws Exception {
        JsonNode receipt = receipt(send(key, target, value, data, 1_000_000, FEE_CAP));
        if (!receipt.path("status").asText().equals("0x1")) {
            throw new AssertionError("failed: " + receipt);
        }
        return receipt;
    }

    JsonNode receipt(Hash transaction) throws Exception {
        return receipt(rpc, transaction);
    }

    static JsonNode receipt(RpcClient rpc, Hash transaction) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            JsonNode receipt = rpc.call("eth_getTransactionReceipt", transaction.toHex());
            if (!receipt.isNull()) {
                return receipt;
            }
            Thread.sleep(POLL);
        }
        throw new AssertionError("no receipt of " + transaction + " after " + PATIENCE);
    }

    UInt256 balance(Address address) throws IOException, MalformedException {
        return UInt256.parseQuantity(
                rpc.call("eth_getBalance", address.toHex(), "latest").asText());
    }

    @Override
    public void close() {
        node.close();
    }

    /** Two, held together so that they differ. */
    private static List<Integer> freePorts() throws IOException {
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return List.of(one.getLocalPort(), other.getLocalPort());
        }
    }
}
