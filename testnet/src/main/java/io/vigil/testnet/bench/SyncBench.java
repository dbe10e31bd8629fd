package io.vigil.testnet.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.config.NewHome;
import io.vigil.testnet.local.ChainMaker;
import io.vigil.testnet.local.HostedNode;
import io.vigil.testnet.local.LocalNetwork;
import io.vigil.testnet.local.LocalNetwork.Wish;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.Newcomer;
import io.vigil.testnet.local.NodeLauncher;
import io.vigil.testnet.local.NodeLogs;
import io.vigil.testnet.local.NodeMain;
import io.vigil.testnet.local.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A node that has nothing joins a network of four with a long chain, and the time until it has the chain too is taken. In the
 * same run the same blocks are run by nobody but the thread that runs blocks: the speed that fetching and checking may not
 * fall far below.
 */
public final class SyncBench {
    /** What a chain of empty blocks must reach (consensus.md §3.5). */
    public static final double LEAST_EMPTY_PER_SECOND = 1_000;

    private static final int VALIDATORS = 4;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final List<String> THREADS = List.of("chain", "sync", "senders", "p2p", "process");
    private static final Pattern CAUGHT_UP = Pattern.compile(".* caught-up height=(\\d+) blocks=(\\d+) ms=(\\d+).*");

    private final Path folder;
    private final int rpcPort;
    private final Consumer<String> progress;
    private final ArrayNode lines = JsonNodeFactory.instance.arrayNode();

    private SyncBench(Path folder, int rpcPort, Consumer<String> progress) {
        this.folder = folder;
        this.rpcPort = rpcPort;
        this.progress = progress;
    }

    /**
     * Runs it in an empty folder, which is left as it is.
     *
     * @param chains one after the other
     * @return a line for each
     */
    public static ArrayNode run(Path folder, int rpcPort, List<ChainMaker.Size> chains, Consumer<String> progress)
            throws InterruptedException {
        SyncBench bench = new SyncBench(folder, rpcPort, progress);
        for (ChainMaker.Size chain : chains) {
            bench.measure(chain);
        }
        return bench.lines;
    }

    private void measure(ChainMaker.Size chain) throws InterruptedException {
        Path place = folder.resolve(chain.blocks() + "x" + chain.transfers());
        Wish wish = new Wish(OptionalInt.of(VALIDATORS), OptionalLong.empty(), OptionalInt.of(rpcPort));
        LocalNetwork network = LocalNetwork.openOrCreate(
                directory(place.resolve("net")), wish, NodeLauncher.ofThisProcess(NodeMain.class));
        progress.accept("making " + chain.blocks() + " blocks of " + chain.transfers() + " transfers");
        ChainMaker.Made made = ChainMaker.make(network, chain, progress);
        NodePlan first = network.plan().nodes().getFirst();
        progress.accept("running them alone");
        FollowBench.Speed alone = FollowBench.run(
                first.home().chain(),
                directory(place.resolve("alone")),
                NewHome.readGenesis(first.home().genesisFile()));
        ObjectNode line = lines.addObject()
                .put("blocks", made.height())
                .put("transfersPerBlock", chain.transfers())
                .put("makeSeconds", made.seconds());
        line.putObject("alone")
                .put("blocksPerSecond", rounded(alone.perSecond()))
                .put("blocksPerCpuSecond", rounded(alone.perCpuSecond()));
        progress.accept("a node joins that has none of them");
        sync(network, made, line.putObject("synced"));
    }

    private void sync(LocalNetwork network, ChainMaker.Made made, ObjectNode line) throws InterruptedException {
        List<HostedNode> hosts = new ArrayList<>();
        try {
            for (NodePlan node : network.plan().nodes()) {
                hosts.add(HostedNode.start(node, network.flags(node)));
            }
            HostedNode.open(hosts);
            NodePlan newcomer = Newcomer.of(network, 0, Map.of(), NodeLauncher.ofThisProcess(NodeMain.class))
                    .plan();
            NodeLogs log = new NodeLogs(List.of(newcomer));
            HostedNode host = HostedNode.start(newcomer, network.flags(newcomer));
            hosts.add(host);
            JsonNode before = host.cpuNanos();
            HostedNode.open(List.of(host));
            List<Matcher> found = new ArrayList<>();
            Waiting.until("block " + made.height(), PATIENCE, LOOK, () -> {
                caughtUp(log, made.height()).ifPresent(found::add);
                return !found.isEmpty();
            });
            report(found.getFirst(), before, host.cpuNanos(), line);
        } finally {
            hosts.forEach(HostedNode::close);
        }
    }

    private static Optional<Matcher> caughtUp(NodeLogs log, long height) {
        try {
            return log.fresh().stream()
                    .map(CAUGHT_UP::matcher)
                    .filter(matcher -> matcher.matches() && Long.parseLong(matcher.group(1)) >= height)
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException("a node's log cannot be read: " + e, e);
        }
    }

    private void report(Matcher caughtUp, JsonNode before, JsonNode after, ObjectNode line) {
        long blocks = Long.parseLong(caughtUp.group(2));
        double millis = Math.max(1, Long.parseLong(caughtUp.group(3)));
        line.put("seconds", rounded(millis / 1e3)).put("blocksPerSecond", rounded(1e3 * blocks / millis));
        ObjectNode cpu = line.putObject("cpuMsPerBlock");
        String busiest = "";
        double most = 0;
        for (String thread : THREADS) {
            double used = (after.path(thread).asLong() - before.path(thread).asLong()) / 1e6;
            cpu.put(thread, Math.round(1e3 * used / blocks) / 1e3);
            if (!thread.equals("process") && used > most) {
                most = used;
                busiest = thread;
            }
        }
        line.put("busiest", busiest).put("busiestShareOfTime", rounded(most / millis));
        progress.accept("%d blocks in %.1f s, %.0f a second; thread %s ran for %.0f %% of that"
                .formatted(blocks, millis / 1e3, 1e3 * blocks / millis, busiest, 100 * most / millis));
    }

    private static Path directory(Path path) {
        try {
            return Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": cannot be made: " + e, e);
        }
    }

    private static double rounded(double value) {
        return Math.round(100 * value) / 100.0;
    }
}
