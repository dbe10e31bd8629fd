package io.vigil.node.rpc.eth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.rpc.NodeInfo;
import io.vigil.node.rpc.json.Hex;
import io.vigil.node.rpc.json.MethodTable;
import io.vigil.types.Keccak;

/** Facts about the node and its network. */
final class NodeMethods {
    private final NodeInfo node;

    NodeMethods(NodeInfo node) {
        this.node = node;
    }

    void addTo(MethodTable.Builder table) {
        table.add("eth_chainId", 0, params -> Json.number(node.chainId()))
                .add(
                        "eth_syncing",
                        0,
                        params -> node.syncing().map(NodeMethods::progress).orElseGet(() -> Json.bool(false)))
                .add("net_version", 0, params -> Json.text(Long.toString(node.chainId())))
                .add("net_listening", 0, params -> Json.bool(true))
                .add("net_peerCount", 0, params -> Json.number(node.peerCount()))
                .add("web3_clientVersion", 0, params -> Json.text(node.clientVersion()))
                .add("web3_sha3", 1, params -> Json.hash(Keccak.hash(params.required(0, Hex::bytes))));
    }

    private static JsonNode progress(NodeInfo.SyncProgress progress) {
        ObjectNode json = Json.object();
        json.put("startingBlock", Json.quantity(progress.starting()));
        json.put("currentBlock", Json.quantity(progress.current()));
        json.put("highestBlock", Json.quantity(progress.highest()));
        return json;
    }
}
