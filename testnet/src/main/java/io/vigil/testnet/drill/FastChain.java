package io.vigil.testnet.drill;

import io.vigil.node.chain.GenesisBlock;
import io.vigil.node.config.NewHome;
import io.vigil.node.keys.Beginnings;
import io.vigil.testnet.local.HostedNode;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.Waiting;
import io.vigil.types.genesis.Genesis;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** A chain whose views pass so fast that thousands of them pass in minutes. */
final class FastChain {
    /** Blocks that show that the nodes agree at a pace. */
    static final long FIRST_BLOCKS = 3;

    /**
     * Δ, build and exec in milliseconds, so that a view lasts five times as long. A machine that does not manage to agree
     * within 25 ms gets more.
     */
    private static final List<Integer> PACES = List.of(5, 10, 20, 40);

    /** A machine that needs more views for the first blocks is too slow for them; some pass while the nodes connect. */
    private static final long MOST_VIEWS = 4 * FIRST_BLOCKS;

    private static final Duration TRIAL = Duration.ofSeconds(15);
    private static final Duration LOOK = Duration.ofMillis(200);

    private FastChain() {}

    /**
     * Begins a new chain at the fastest pace at which this machine agrees at all; leaves the nodes closed.
     *
     * @return the pace in milliseconds
     */
    static int begin(List<HostedNode> hosts, Consumer<String> progress) throws InterruptedException {
        List<NodePlan> nodes = hosts.stream().map(HostedNode::plan).toList();
        for (int pace : PACES) {
            setPace(nodes, Duration.ofMillis(pace));
            HostedNode.open(hosts);
            boolean agrees = Waiting.within(TRIAL, LOOK, () -> height(hosts.getFirst()) >= FIRST_BLOCKS)
                    && view(hosts.getFirst()) <= MOST_VIEWS;
            HostedNode.close(hosts);
            if (agrees) {
                return pace;
            }
            progress.accept("this machine does not agree within views of " + 5 * pace + " ms");
        }
        throw new IllegalStateException("this machine does not agree within views of " + 5 * PACES.getLast() + " ms");
    }

    /** Gives stopped nodes a new chain of this pace. */
    static void setPace(List<NodePlan> nodes, Duration step) {
        Genesis genesis = NewHome.readGenesis(nodes.getFirst().home().genesisFile());
        Genesis paced = genesis.with(genesis.parameters().withPace(step, step, step, step, 1));
        for (NodePlan node : nodes) {
            SavedHomes.empty(node);
            Beginnings.in(node.home().signer())
                    .chainMade(GenesisBlock.hash(paced)); // what was signed before is gone everywhere
            NewHome.replaceGenesis(node.home(), paced);
        }
    }

    private static long view(HostedNode host) {
        return host.status().path("view").asLong();
    }

    private static long height(HostedNode host) {
        return host.status().path("height").asLong();
    }
}
