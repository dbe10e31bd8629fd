package io.vigil.testnet.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.config.NewHome;
import io.vigil.testnet.local.LocalNetwork;
import io.vigil.testnet.local.LocalNetwork.Wish;
import io.vigil.testnet.local.NetworkFaults.Way;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.NodeLauncher;
import io.vigil.testnet.local.NodeMain;
import io.vigil.testnet.local.NodeStatus;
import io.vigil.testnet.local.RpcClient;
import io.vigil.testnet.local.Waiting;
import io.vigil.types.genesis.GenesisParameters;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Four real nodes on a network that is cut, deaf in one direction, slow, lossy and flapping, one after the other: how many
 * blocks came meanwhile, and how soon the next one came once all was well again.
 */
public final class NetworkTrial {
    private static final int VALIDATORS = 4;
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration FLAP = Duration.ofSeconds(1);
    private static final int LOSS_PERCENT = 5;
    private static final Duration DELAY = Duration.ofMillis(200);
    private static final Duration JITTER = Duration.ofMillis(50);

    /** A broken link is dialled again after half a second at most, in a local network. */
    private static final Duration REDIAL = Duration.ofMillis(500);

    private final LocalNetwork network;
    private final List<NodePlan> nodes;
    private final List<RpcClient> clients;
    private final Duration limit;
    private final Consumer<String> progress;
    private final ArrayNode lines = JsonNodeFactory.instance.arrayNode();
    private boolean held = true;

    private NetworkTrial(LocalNetwork network, Consumer<String> progress) {
        this.network = network;
        this.nodes = network.plan().nodes();
        HttpClient http = RpcClient.http();
        this.clients =
                nodes.stream().map(node -> new RpcClient(http, node.rpcUrl())).toList();
        this.progress = progress;
        GenesisParameters pace =
                NewHome.readGenesis(nodes.getFirst().home().genesisFile()).parameters();
        Duration first = pace.delta().multipliedBy(3).plus(pace.build()).plus(pace.exec());
        this.limit = first.multipliedBy(pace.timeoutCap()).plus(REDIAL);
    }

    /**
     * @param lines one for each fault
     * @param limitMillis the longest timeout of a view and the time to dial again
     * @param held whether a block came within that time after each fault
     */
    public record Report(ArrayNode lines, long limitMillis, boolean held) {
        public ObjectNode json() {
            ObjectNode json = JsonNodeFactory.instance
                    .objectNode()
                    .put("limitMs", limitMillis)
                    .put("held", held);
            json.set("faults", lines);
            return json;
        }
    }

    /**
     * Runs it in an empty folder, which is left as it is.
     *
     * @param cut how long the partition lasts; the other faults last half of it
     */
    public static Report run(Path folder, int rpcPort, Duration cut, Consumer<String> progress)
            throws InterruptedException {
        Wish wish = new Wish(OptionalInt.of(VALIDATORS), OptionalLong.empty(), OptionalInt.of(rpcPort));
        LocalNetwork network = LocalNetwork.openOrCreate(folder, wish, NodeLauncher.ofThisProcess(NodeMain.class));
        NetworkTrial trial = new NetworkTrial(network, progress);
        try {
            progress.accept("starting " + VALIDATORS + " nodes");
            network.start(trial.nodes);
            network.awaitReady(trial.nodes, START_LIMIT);
            Waiting.until("the first block", PATIENCE, LOOK, () -> trial.height() > 0);
            trial.play(cut);
            return new Report(trial.lines, trial.limit.toMillis(), trial.held);
        } finally {
            network.stop(trial.nodes);
        }
    }

    private void play(Duration cut) throws InterruptedException {
        Duration half = cut.dividedBy(2);
        List<NodePlan> first = nodes.subList(0, 1);
        fault("partition 2|2", cut, () -> network.faults().partition(nodes.subList(0, 2)));
        fault("all that one sends is lost", half, () -> network.faults().drop(first, 100, Way.OUT));
        fault("all that one is sent is lost", half, () -> network.faults().drop(first, 100, Way.IN));
        fault("200±50 ms", half, () -> network.faults().slow(nodes, DELAY, JITTER));
        fault(LOSS_PERCENT + " % lost", half, () -> network.faults().drop(nodes, LOSS_PERCENT, Way.BOTH));
        flap(half);
    }

    /** One way to break the network. */
    private interface Break {
        void apply();
    }

    private void fault(String name, Duration time, Break breaking) throws InterruptedException {
        long before = height();
        breaking.apply();
        Thread.sleep(time);
        heal(name, time, before);
    }

    private void flap(Duration time) throws InterruptedException {
        long before = height();
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            network.faults().partition(nodes.subList(0, 1));
            Thread.sleep(FLAP);
            network.faults().heal(nodes);
            Thread.sleep(FLAP);
        }
        heal("one comes and goes each second", time, before);
    }

    private void heal(String name, Duration time, long before) throws InterruptedException {
        long broken = height();
        network.faults().heal(nodes);
        long healed = System.nanoTime();
        boolean goesOn = Waiting.within(PATIENCE, LOOK, () -> height() > broken);
        long millis = (System.nanoTime() - healed) / 1_000_000;
        boolean soon = goesOn && millis <= limit.toMillis();
        held &= soon;
        long resident = network.status().stream()
                .mapToLong(NodeStatus::residentBytes)
                .max()
                .orElse(0);
        lines.addObject()
                .put("fault", name)
                .put("seconds", time.toSeconds())
                .put("blocksMeanwhile", broken - before)
                .put("msToNextBlock", millis)
                .put("mostResidentBytes", resident)
                .put("held", soon);
        progress.accept("%s for %d s: %d blocks meanwhile, the next %d ms after healing, %d MiB at most%s"
                .formatted(name, time.toSeconds(), broken - before, millis, resident >> 20, soon ? "" : ", NOT HELD"));
    }

    /** Of the highest node. */
    private long height() {
        long highest = 0;
        for (RpcClient client : clients) {
            try {
                highest = Math.max(highest, RpcClient.quantity(client.call("eth_blockNumber")));
            } catch (IOException e) {
                progress.accept("no answer: " + e.getMessage());
            }
        }
        return highest;
    }
}
