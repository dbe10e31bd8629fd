package io.vigil.testnet.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.config.NewHome;
import io.vigil.testnet.local.HostedNode;
import io.vigil.testnet.local.LocalNetwork;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.NodeLauncher;
import io.vigil.testnet.local.NodeLogs;
import io.vigil.testnet.local.NodeMain;
import io.vigil.testnet.local.Waiting;
import io.vigil.types.genesis.Genesis;
import io.vigil.types.genesis.GenesisParameters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Real nodes on loopback that make empty blocks as fast as votes come, measured by their own logs and counters. */
final class RealAgreement implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(200);

    /** Java compiles what a node runs in its first thousands of blocks; on a busy machine they may take too long. */
    private static final long WARM_UP_BLOCKS = 3_000;

    private static final Duration WARM_UP_LIMIT = Duration.ofSeconds(60);

    /** Threads of a node by what they do, what is no thread of Java's, and everything. */
    private static final List<String> CPU_NAMES = List.of("inbox", "consensus", "chain", "p2p", "jvm", "process");

    private static final DateTimeFormatter LOG_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS");
    private static final Pattern BLOCK = Pattern.compile(
            "\\w+  (\\S+ \\S+) \\w+ +(built|committed) height=\\d+ view=(\\d+) hash=(0x[0-9a-f]{64}).*");

    private final List<HostedNode> hosts = new ArrayList<>();
    private final NodeLogs logs;
    private final Map<String, LocalDateTime> built = new HashMap<>();
    private final Map<String, LocalDateTime> committed = new HashMap<>();
    private long lastView;

    /** Starts a new network in an empty folder and waits until it is warm. */
    RealAgreement(Path folder, int validators, int rpcPort, Consumer<String> progress) throws InterruptedException {
        LocalNetwork.Wish wish =
                new LocalNetwork.Wish(OptionalInt.of(validators), OptionalLong.empty(), OptionalInt.of(rpcPort));
        LocalNetwork network = LocalNetwork.openOrCreate(folder, wish, NodeLauncher.ofThisProcess(NodeMain.class));
        List<NodePlan> nodes = network.plan().nodes();
        unpace(nodes);
        logs = new NodeLogs(nodes);
        progress.accept("starting " + validators + " nodes");
        try {
            nodes.forEach(node -> hosts.add(HostedNode.start(node, network.flags(node))));
            HostedNode.open(hosts);
            hosts.forEach(HostedNode::pretendWork);
            Waiting.until("the first blocks", START_LIMIT, LOOK, () -> height() >= 2);
            progress.accept("warming them up");
            warmUp();
        } catch (RuntimeException | InterruptedException e) {
            close();
            throw e;
        }
    }

    private void warmUp() throws InterruptedException {
        long end = System.nanoTime() + WARM_UP_LIMIT.toNanos();
        while (height() < WARM_UP_BLOCKS && System.nanoTime() < end) {
            Thread.sleep(LOOK);
        }
    }

    private static void unpace(List<NodePlan> nodes) {
        Genesis genesis = NewHome.readGenesis(nodes.getFirst().home().genesisFile());
        GenesisParameters usual = genesis.parameters();
        Genesis unpaced = genesis.with(
                usual.withPace(Duration.ZERO, usual.delta(), usual.build(), usual.exec(), usual.timeoutCap()));
        nodes.forEach(node -> NewHome.replaceGenesis(node.home(), unpaced));
    }

    /** Ends so many nodes; the others must make do without them. */
    void crash(int count) throws InterruptedException {
        HostedNode.close(hosts.subList(hosts.size() - count, hosts.size()));
        long from = height();
        Waiting.until("blocks without " + count, START_LIMIT, LOOK, () -> height() >= from + 2);
    }

    /** Measures for {@code time}. */
    ObjectNode measure(Duration time) throws InterruptedException {
        List<HostedNode> alive = hosts.stream().filter(HostedNode::isOpen).toList();
        read();
        built.clear();
        committed.clear();
        long fromView = lastView;
        long fromHeight = height();
        List<JsonNode> countsBefore = alive.stream().map(RealAgreement::counts).toList();
        List<JsonNode> cpuBefore = alive.stream().map(HostedNode::cpuNanos).toList();
        long began = System.nanoTime();
        long end = began + time.toNanos();
        while (System.nanoTime() < end) {
            Thread.sleep(LOOK);
            read();
        }
        long blocks = height() - fromHeight;
        double millis = (System.nanoTime() - began) / 1e6;
        read();
        Latencies latency = latencies();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("validators", hosts.size())
                .put("crashed", hosts.size() - alive.size())
                .put("blocks", blocks)
                .put("lostViews", Math.max(0, lastView - fromView - blocks))
                .put("periodMs", rounded(millis / Math.max(1, blocks)));
        json.putObject("commitMs")
                .put("p50", latency.millis(0.5))
                .put("p95", latency.millis(0.95))
                .put("p99", latency.millis(0.99));
        double cpuMillis = cost(json, alive, countsBefore, cpuBefore, Math.max(1, blocks));
        json.put("cores", Runtime.getRuntime().availableProcessors()).put("coresBusy", rounded(cpuMillis / millis));
        return json;
    }

    /** Of one node, on average. @return processor time of all nodes together, in milliseconds */
    private double cost(
            ObjectNode json,
            List<HostedNode> alive,
            List<JsonNode> countsBefore,
            List<JsonNode> cpuBefore,
            long blocks) {
        double scale = 1.0 / blocks / alive.size();
        ObjectNode perBlock = json.putObject("perBlockAndNode");
        double messages = 0;
        double fsyncs = 0;
        double bytes = 0;
        double signatures = 0;
        Map<String, Double> cpu = new HashMap<>();
        for (int i = 0; i < alive.size(); i++) {
            JsonNode counts = counts(alive.get(i));
            messages += (alive.size() - 1) * grown(counts, countsBefore.get(i), "broadcasts")
                    + grown(counts, countsBefore.get(i), "sent");
            fsyncs += grown(counts, countsBefore.get(i), "fsyncs");
            bytes += grown(counts, countsBefore.get(i), "bytes");
            signatures += grown(counts, countsBefore.get(i), "signatures");
            JsonNode now = alive.get(i).cpuNanos();
            for (String name : CPU_NAMES) {
                cpu.merge(name, grown(now, cpuBefore.get(i), name), Double::sum);
            }
        }
        perBlock.put("messages", rounded(messages * scale))
                .put("bytes", rounded(bytes * scale))
                .put("signatures", rounded(signatures * scale))
                .put("fsyncs", rounded(fsyncs * scale + 1));
        double signing = signatures * SigningCost.nanos();
        split(json.putObject("cpuMsPerBlockAndNode"), cpu, signing, scale / 1e6);
        return cpu.getOrDefault("process", 0.0) / 1e6;
    }

    private static void split(ObjectNode json, Map<String, Double> cpu, double signing, double scale) {
        double all = cpu.getOrDefault("process", 0.0);
        double named = 0;
        for (String name : CPU_NAMES) {
            named += name.equals("process") ? 0 : cpu.getOrDefault(name, 0.0);
        }
        json.put("signing", rounded(signing * scale))
                .put("verifying", rounded(cpu.getOrDefault("inbox", 0.0) * scale))
                .put("executing", rounded(cpu.getOrDefault("chain", 0.0) * scale))
                .put("deciding", rounded((cpu.getOrDefault("consensus", 0.0) - signing) * scale))
                .put("network", rounded(cpu.getOrDefault("p2p", 0.0) * scale))
                .put("compiling", rounded(cpu.getOrDefault("jvm", 0.0) * scale))
                .put("rest", rounded((all - named) * scale))
                .put("all", rounded(all * scale));
    }

    private static double grown(JsonNode now, JsonNode before, String field) {
        return now.path(field).asLong() - before.path(field).asLong();
    }

    private static JsonNode counts(HostedNode host) {
        return host.status().path("counts");
    }

    private long height() {
        return hosts.getFirst().status().path("height").asLong();
    }

    /** From the moment a leader had built a block until the first node had committed it. */
    private Latencies latencies() {
        return new Latencies(committed.entrySet().stream()
                .filter(entry -> built.containsKey(entry.getKey()))
                .mapToLong(entry -> Duration.between(built.get(entry.getKey()), entry.getValue())
                        .toNanos())
                .toArray());
    }

    private void read() {
        try {
            for (String line : logs.fresh()) {
                Matcher block = BLOCK.matcher(line);
                if (block.matches()) {
                    LocalDateTime at = LocalDateTime.parse(block.group(1), LOG_TIME);
                    boolean isCommit = block.group(2).equals("committed");
                    (isCommit ? committed : built)
                            .merge(block.group(4), at, (one, other) -> one.isBefore(other) ? one : other);
                    lastView = isCommit ? Math.max(lastView, Long.parseLong(block.group(3))) : lastView;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a node's log cannot be read: " + e, e);
        }
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }

    @Override
    public void close() {
        hosts.forEach(HostedNode::close);
    }
}
