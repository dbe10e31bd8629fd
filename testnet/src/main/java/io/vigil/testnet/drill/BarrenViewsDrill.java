package io.vigil.testnet.drill;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.config.Settings;
import io.vigil.testnet.local.HostedNode;
import io.vigil.testnet.local.LocalNetwork;
import io.vigil.testnet.local.LocalNetwork.Wish;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.NodeLauncher;
import io.vigil.testnet.local.NodeMain;
import io.vigil.testnet.local.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * R2.10: real nodes that give up on view after view, since nobody hears a proposal, must hold no more after many views than
 * after a few. Medalla's clients grew by 1.5 GB while nothing was final.
 */
public final class BarrenViewsDrill {
    private static final int VALIDATORS = 4;
    private static final int SAMPLES = 10;

    /** Δ, build and exec, the shortest that a genesis may have: nobody need agree on anything in a view of 25 ms. */
    private static final Duration PACE = Duration.ofMillis(5);

    private static final Duration A_VIEW_AT_MOST = Duration.ofSeconds(2);
    private static final Duration LOOK = Duration.ofMillis(500);

    /** The smallest that a node may have: full of what leaders build in vain before the first tenth is over, so that what grows after is no cache. */
    private static final String NODE_CACHE_MB = "8";

    /** What caches of a fixed size may still fill up after the first tenth. */
    private static final double MOST_GROWTH = 1.1;

    private static final long SLACK_BYTES = 8L << 20;

    private BarrenViewsDrill() {}

    /**
     * Runs it in an empty folder, which is left as it is.
     *
     * @param views without a commit
     */
    public static DrillReport run(Path folder, int rpcPort, long views, Consumer<String> progress)
            throws InterruptedException {
        Wish wish = new Wish(OptionalInt.of(VALIDATORS), OptionalLong.empty(), OptionalInt.of(rpcPort));
        LocalNetwork network = LocalNetwork.openOrCreate(folder, wish, NodeLauncher.ofThisProcess(NodeMain.class));
        List<HostedNode> hosts = new ArrayList<>();
        try {
            for (NodePlan node : network.plan().nodes()) {
                List<String> flags = new ArrayList<>(network.flags(node));
                flags.addAll(List.of(Settings.STORAGE_NODE_CACHE.flag(), NODE_CACHE_MB));
                hosts.add(HostedNode.start(node, flags));
            }
            FastChain.setPace(network.plan().nodes(), PACE);
            hosts.forEach(host -> host.withhold(true));
            HostedNode.open(hosts);
            return walk(hosts, views, progress);
        } finally {
            hosts.forEach(HostedNode::close);
        }
    }

    private static DrillReport walk(List<HostedNode> hosts, long views, Consumer<String> progress)
            throws InterruptedException {
        HostedNode first = hosts.getFirst();
        long from = view(first);
        long height = height(first);
        long began = System.nanoTime();
        long cpuBefore = hosts.stream().mapToLong(BarrenViewsDrill::cpuNanos).sum();
        ArrayNode samples = JsonNodeFactory.instance.arrayNode();
        List<Long> heaps = new ArrayList<>();
        for (int i = 1; i <= SAMPLES; i++) {
            long next = from + views * i / SAMPLES;
            Duration limit = A_VIEW_AT_MOST.multipliedBy(views / SAMPLES + 1);
            Waiting.until("view " + next, limit, LOOK, () -> view(first) >= next);
            long heap = hosts.stream().mapToLong(HostedNode::heapBytes).max().orElseThrow();
            long resident =
                    hosts.stream().mapToLong(HostedNode::residentBytes).max().orElseThrow();
            heaps.add(heap);
            samples.addObject()
                    .put("views", view(first) - from)
                    .put("heapMiB", mebibytes(heap))
                    .put("residentMiB", mebibytes(resident));
            progress.accept("%d views without a block: at most %.1f MiB of Java's memory, %.1f MiB in all"
                    .formatted(view(first) - from, mebibytes(heap), mebibytes(resident)));
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        long cpu = hosts.stream().mapToLong(BarrenViewsDrill::cpuNanos).sum() - cpuBefore;
        boolean barren = height(first) == height;
        boolean flat = heaps.getLast() <= MOST_GROWTH * heaps.getFirst() + SLACK_BYTES;
        ObjectNode measured = JsonNodeFactory.instance
                .objectNode()
                .put("paceMs", PACE.toMillis())
                .put("views", view(first) - from)
                .put("seconds", Math.round(seconds))
                .put("cpuMicrosPerViewAndNode", cpu / 1_000 / hosts.size() / Math.max(1, view(first) - from))
                .put("blocksMeanwhile", height(first) - height)
                .put("flat", flat);
        measured.set("samples", samples);
        ObjectNode history = JsonNodeFactory.instance
                .objectNode()
                .put("when", "Medalla, 15 August 2020")
                .put("growth", "1.5 GB of cached states while nothing was final");
        return new DrillReport("barren-views", history, measured, barren && flat);
    }

    private static long view(HostedNode host) {
        return host.status().path("view").asLong();
    }

    private static long cpuNanos(HostedNode host) {
        return host.cpuNanos().path("process").asLong();
    }

    private static long height(HostedNode host) {
        return host.status().path("height").asLong();
    }

    private static double mebibytes(long bytes) {
        return Math.round(10.0 * bytes / (1 << 20)) / 10.0;
    }
}
