package io.vigil.testnet.bench;

import io.vigil.testnet.local.ChainMaker;
import io.vigil.testnet.local.LocalNetwork;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.NodeLauncher;
import io.vigil.testnet.local.NodeMain;
import io.vigil.testnet.local.RpcClient;
import io.vigil.testnet.local.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * All validators restarted at once, all but one far behind (R2.9): how long until blocks come again, and until everyone has
 * everything. Those behind hold their record of what they signed and nothing of the chain.
 */
public final class RestartBench {
    private static final Duration LOOK = Duration.ofMillis(250);

    private final LocalNetwork network;
    private final Plan plan;
    private final Consumer<String> say;
    private final HttpClient http = RpcClient.http();

    /**
     * @param folder does not exist, or is empty
     * @param validators of which one has the chain
     * @param limit until everyone has it again
     */
    public record Plan(Path folder, int rpcPort, int validators, int blocks, Duration limit) {}

    /**
     * @param height that one of them had at the restart
     * @param firstBlockSeconds from the restart to the first block above it; a quorum must have caught up for that
     * @param syncedSeconds from the restart to {@code height}, of each that was behind, ascending
     */
    public record Report(long height, double firstBlockSeconds, List<Double> syncedSeconds) {
        public Report {
            syncedSeconds = List.copyOf(syncedSeconds);
        }
    }

    private RestartBench(LocalNetwork network, Plan plan, Consumer<String> say) {
        this.network = network;
        this.plan = plan;
        this.say = say;
    }

    /**
     * @param say gets a line per step
     * @throws IllegalStateException if they are not all there within the limit
     */
    public static Report run(Plan plan, Consumer<String> say) throws InterruptedException {
        LocalNetwork network = LocalNetwork.openOrCreate(
                plan.folder(),
                new LocalNetwork.Wish(
                        OptionalInt.of(plan.validators()), OptionalLong.empty(), OptionalInt.of(plan.rpcPort())),
                NodeLauncher.ofThisProcess(NodeMain.class));
        try {
            return new RestartBench(network, plan, say).run();
        } finally {
            network.stop(network.running());
        }
    }

    private Report run() throws InterruptedException {
        ChainMaker.Made made = ChainMaker.make(network, new ChainMaker.Size(plan.blocks(), 0), say);
        List<NodePlan> nodes = network.plan().nodes();
        nodes.stream().skip(1).forEach(node -> delete(node.home().chain()));
        say.accept("made %d blocks in %.1f s; %d of %d validators have none of them"
                .formatted(made.height(), made.seconds(), nodes.size() - 1, nodes.size()));
        long started = System.nanoTime();
        network.start(nodes);
        return watch(nodes, made.height(), started);
    }

    private Report watch(List<NodePlan> nodes, long height, long started) throws InterruptedException {
        double[] synced = new double[nodes.size()];
        double[] first = new double[1];
        Waiting.until("all validators at block " + height + " and a new one", plan.limit(), LOOK, () -> {
            double now = (System.nanoTime() - started) / 1e9;
            for (NodePlan node : nodes) {
                long head = head(node);
                if (head >= height && synced[node.index()] == 0) {
                    synced[node.index()] = now;
                    say.accept("%s is at block %d after %.1f s".formatted(node.name(), head, now));
                }
                if (head > height && first[0] == 0) {
                    first[0] = now;
                    say.accept("the first new block after %.1f s".formatted(now));
                }
            }
            return first[0] > 0 && Arrays.stream(synced).allMatch(seconds -> seconds > 0);
        });
        List<Double> behind = new ArrayList<>();
        Arrays.stream(synced)
                .skip(1)
                .sorted()
                .map(seconds -> Math.round(seconds * 10) / 10.0)
                .forEach(behind::add);
        return new Report(height, Math.round(first[0] * 10) / 10.0, behind);
    }

    /** -1 while it does not answer. */
    private long head(NodePlan node) {
        try {
            return RpcClient.quantity(new RpcClient(http, node.rpcUrl()).call("eth_blockNumber"));
        } catch (IOException e) {
            return -1;
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": cannot be deleted: " + e, e);
        }
    }
}
