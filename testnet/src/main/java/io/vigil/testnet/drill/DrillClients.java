package io.vigil.testnet.drill;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.node.admin.AdminClient;
import io.vigil.node.admin.AdminToken;
import io.vigil.node.keys.DevelopmentAccounts;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.RpcClient;
import io.vigil.testnet.local.Waiting;
import io.vigil.types.Hash;
import io.vigil.types.chain.Transaction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a drill asks of the nodes of its network and sends to them. */
final class DrillClients {
    private static final Duration LOOK = Duration.ofMillis(100);

    private final List<NodePlan> nodes;
    private final List<RpcClient> clients;

    DrillClients(List<NodePlan> nodes) {
        HttpClient http = RpcClient.http();
        this.nodes = List.copyOf(nodes);
        this.clients =
                nodes.stream().map(node -> new RpcClient(http, node.rpcUrl())).toList();
    }

    List<RpcClient> all() {
        return clients;
    }

    /** Gives the chain something to do. @return the payment, or nothing (zero) if it was not taken */
    Hash pay() {
        String account = DevelopmentAccounts.addresses().getFirst().toHex();
        try {
            return Hash.fromHex(clients.getFirst()
                    .call("eth_sendTransaction", Map.of("from", account, "to", account, "value", "0x1"))
                    .asText());
        } catch (IOException e) {
            return Hash.ZERO; // blocks are counted, not payments
        }
    }

    /** @return why it was refused; empty if it was taken */
    String send(int index, Transaction transaction) {
        try {
            clients.get(index)
                    .call("eth_sendRawTransaction", transaction.encode().toHex());
            return "";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    boolean hasReceipt(int index, Hash transaction) {
        try {
            return !clients.get(index)
                    .call("eth_getTransactionReceipt", transaction.toHex())
                    .isNull();
        } catch (IOException e) {
            return false;
        }
    }

    void awaitReceipt(Hash transaction, Duration limit) throws InterruptedException {
        Waiting.until("the receipt of " + transaction, limit, LOOK, () -> hasReceipt(0, transaction));
    }

    /** Of its head; -1 if it does not answer. */
    long height(int index) {
        try {
            return RpcClient.quantity(clients.get(index).call("eth_blockNumber"));
        } catch (IOException e) {
            return -1;
        }
    }

    /** Asks its admin port. */
    JsonNode admin(int index, String method, Object... params) {
        NodePlan node = nodes.get(index);
        try {
            return new AdminClient(node.adminPort(), AdminToken.read(node.home())).call(method, params);
        } catch (IOException e) {
            throw new UncheckedIOException(node.name() + ": " + e.getMessage(), e);
        }
    }
}
