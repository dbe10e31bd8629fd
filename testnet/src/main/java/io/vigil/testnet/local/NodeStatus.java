package io.vigil.testnet.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.chain.ExtraData;
import java.io.IOException;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What can be seen of one node from outside.
 *
 * @param pid 0 if it does not run
 * @param height of its latest block; -1 if it does not answer
 * @param view of that block
 * @param leader name of the node that led that view
 * @param residentBytes memory of the process
 * @param openFiles that the process holds, sockets among them; 0 where the system does not say
 * @param faults what testnet commands did to its links, by name of the other node
 */
public record NodeStatus(
        NodePlan node,
        Condition condition,
        long pid,
        long height,
        long view,
        long peers,
        String leader,
        long residentBytes,
        long openFiles,
        SortedMap<String, LinkFault> faults) {
    public NodeStatus {
        faults = Collections.unmodifiableSortedMap(new TreeMap<>(faults));
    }

    /** What the process does. */
    public enum Condition {
        RUNNING,
        /** It runs and does not answer: starting, stopping, or stuck. */
        SILENT,
        PAUSED,
        STOPPED
    }

    static NodeStatus stopped(NodePlan node) {
        return new NodeStatus(node, Condition.STOPPED, 0, -1, -1, 0, "", 0, 0, new TreeMap<>());
    }

    /** Asks a running node; a paused one would let us wait. */
    static NodeStatus of(NodePlan node, ProcessHandle process, RpcClient client, NetworkFaults faults) {
        ProcessFacts facts = ProcessFacts.of(process.pid());
        if (facts.paused()) {
            return unheard(node, Condition.PAUSED, process, facts);
        }
        try {
            JsonNode block = client.call("eth_getBlockByNumber", "latest", false);
            ExtraData extra =
                    ExtraData.decode(Bytes.parseHex(block.path("extraData").asText()));
            return new NodeStatus(
                    node,
                    Condition.RUNNING,
                    process.pid(),
                    RpcClient.quantity(block.path("number")),
                    extra.view(),
                    RpcClient.quantity(client.call("net_peerCount")),
                    "node" + extra.leader(),
                    facts.residentBytes(),
                    facts.openFiles(),
                    faults.of(node));
        } catch (IOException | MalformedException | NumberFormatException e) {
            return unheard(node, Condition.SILENT, process, facts);
        }
    }

    private static NodeStatus unheard(NodePlan node, Condition condition, ProcessHandle process, ProcessFacts facts) {
        return new NodeStatus(
                node,
                condition,
                process.pid(),
                -1,
                -1,
                0,
                "",
                facts.residentBytes(),
                facts.openFiles(),
                new TreeMap<>());
    }
}
