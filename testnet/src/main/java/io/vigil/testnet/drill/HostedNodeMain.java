package io.vigil.testnet.drill;

import io.vigil.node.Node;
import io.vigil.node.process.LogSetup;
import io.vigil.testnet.local.NodeArguments;
import io.vigil.testnet.local.SwitchedFaults;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A process in which one node is opened and closed by order, so that a drill measures restarts of a node and not of Java.
 * Orders come by line, and each is answered by its own word when it is done: {@code open}, {@code close}, {@code withhold},
 * {@code publish}. The process ends with its input.
 */
public final class HostedNodeMain {
    private HostedNodeMain() {}

    public static void main(String[] args) throws Exception {
        NodeArguments told = NodeArguments.parse(Arrays.asList(args));
        new LogSetup(told.home(), told.config().log()).apply(false);
        Optional<Node> node = Optional.empty();
        try {
            node = obey(told, new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)));
        } finally {
            node.ifPresent(Node::close);
        }
        System.exit(0);
    }

    private static Optional<Node> obey(NodeArguments told, BufferedReader orders) throws IOException {
        SwitchedFaults faults = new SwitchedFaults();
        Optional<Node> node = Optional.empty();
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            switch (order) {
                case "open" -> node = Optional.of(Node.open(told.home(), told.config(), faults));
                case "close" -> {
                    node.ifPresent(Node::close);
                    node = Optional.empty();
                }
                case "withhold" -> faults.withholdProposals(true);
                case "publish" -> faults.withholdProposals(false);
                default -> throw new IOException("no such order: " + order);
            }
            System.out.println(order);
        }
        return node;
    }
}
