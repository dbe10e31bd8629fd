package io.vigil.testnet.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.node.admin.AdminClient;
import io.vigil.node.admin.AdminToken;
import io.vigil.node.keys.NodeKey;
import io.vigil.node.p2p.NodeId;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;

/** Faults on the links of a running network. A node that is started again begins with sound links. */
public final class NetworkFaults {
    private final LocalNetwork network;

    NetworkFaults(LocalNetwork network) {
        this.network = network;
    }

    /** Which messages of a node get lost. */
    public enum Way {
        /** What it sends. */
        OUT,
        /** What is sent to it. */
        IN,
        BOTH
    }

    /** Cuts every link between {@code side} and the others; within the two sides nothing changes. */
    public void partition(List<NodePlan> side) {
        change((from, to) -> side.contains(from) != side.contains(to), fault -> fault.withCut(true));
    }

    /** Mends every link to or from {@code nodes}. */
    public void heal(List<NodePlan> nodes) {
        change((from, to) -> nodes.contains(from) || nodes.contains(to), fault -> LinkFault.NONE);
    }

    /** Delays all that {@code nodes} send and are sent; no delay ends it. */
    public void slow(List<NodePlan> nodes, Duration delay, Duration jitter) {
        change((from, to) -> nodes.contains(from) || nodes.contains(to), fault -> fault.withDelay(delay, jitter));
    }

    /** Loses messages that {@code nodes} send, are sent, or both; 0 percent ends it. */
    public void drop(List<NodePlan> nodes, int percent, Way way) {
        change(
                (from, to) -> (way != Way.IN && nodes.contains(from)) || (way != Way.OUT && nodes.contains(to)),
                fault -> fault.withLoss(percent));
    }

    /** Whether {@code nodes} keep their proposals to themselves. */
    public void withholdProposals(List<NodePlan> nodes, boolean withheld) {
        for (NodePlan node : nodes) {
            call(node, "faults_withholdProposals", withheld);
        }
    }

    /** Whether {@code nodes} make blocks although nothing waits for them, as under load. */
    public void pretendWork(List<NodePlan> nodes, boolean pretended) {
        for (NodePlan node : nodes) {
            call(node, "faults_pretendWork", pretended);
        }
    }

    /** Whether {@code nodes} believe that the first deposit was never made, as after a restart in April 2021. */
    public void skipDepositZero(List<NodePlan> nodes, boolean skipped) {
        for (NodePlan node : nodes) {
            call(node, "faults_skipDepositZero", skipped);
        }
    }

    /** What is wrong with the links of one running node, by name of the other end. */
    SortedMap<String, LinkFault> of(NodePlan node) {
        SortedMap<String, LinkFault> faults = new TreeMap<>();
        if (!Files.exists(node.home().adminTokenFile())) {
            return faults; // it has no admin port yet, and so no fault
        }
        JsonNode links = call(node, "faults_list").path("links");
        for (NodePlan other : network.plan().nodes()) {
            JsonNode link = links.path(id(other).hex());
            if (!link.isMissingNode()) {
                faults.put(other.name(), LinkFault.of(link));
            }
        }
        return faults;
    }

    private void change(BiPredicate<NodePlan, NodePlan> concerns, UnaryOperator<LinkFault> change) {
        List<NodePlan> all = network.plan().nodes();
        for (NodePlan from : network.running()) {
            SortedMap<String, LinkFault> before = of(from);
            for (NodePlan to : all) {
                LinkFault old = before.getOrDefault(to.name(), LinkFault.NONE);
                LinkFault fresh = change.apply(old);
                if (!to.equals(from) && concerns.test(from, to) && !fresh.equals(old)) {
                    call(from, "faults_link", id(to).hex(), fresh.json());
                }
            }
        }
    }

    private static NodeId id(NodePlan node) {
        return new NodeId(NodeKey.read(node.home().nodeKeyFile()).id());
    }

    private static JsonNode call(NodePlan node, String method, Object... params) {
        try {
            return new AdminClient(node.adminPort(), AdminToken.read(node.home())).call(method, params);
        } catch (IOException e) {
            throw new UncheckedIOException(node.name() + ": " + e.getMessage(), e);
        }
    }
}
