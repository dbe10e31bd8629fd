package io.vigil.testnet.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.testnet.bench.TrialWatch.Look;
import io.vigil.testnet.local.LocalNetwork;
import io.vigil.testnet.local.LocalNetwork.Wish;
import io.vigil.testnet.local.NetworkFaults.Way;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.NodeLauncher;
import io.vigil.testnet.local.NodeMain;
import io.vigil.types.MalformedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Four real nodes under load on a network that is cut, deaf in one direction, slow, lossy and flapping, one after the other, and then beside a
 * peer that keeps to no rule: how many blocks came meanwhile, how soon the next one came once all was well again, and what
 * the processes held before and after.
 */
public final class NetworkTrial {
    private static final int VALIDATORS = 4;
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration FLAP = Duration.ofSeconds(1);
    private static final int LOSS_PERCENT = 5;
    private static final Duration DELAY = Duration.ofMillis(200);
    private static final Duration JITTER = Duration.ofMillis(50);

    private final LocalNetwork network;
    private final List<NodePlan> nodes;
    private final TrialWatch watch;
    private final Consumer<String> progress;
    private final ArrayNode lines = JsonNodeFactory.instance.arrayNode();
    private boolean held = true;

    private NetworkTrial(LocalNetwork network, Consumer<String> progress) {
        this.network = network;
        this.nodes = network.plan().nodes();
        this.watch = new TrialWatch(network);
        this.progress = progress;
    }

    /**
     * How long what lasts.
     *
     * @param cut the partition; the other faults last half of it
     * @param hostile each attack
     * @param compared each of the times in which blocks are counted with and without a flood
     */
    public record Times(Duration cut, Duration hostile, Duration compared) {
        /** Enough blocks to tell a fifth of them. */
        public static Times full(Duration cut) {
            return new Times(cut, cut.dividedBy(3).multipliedBy(2), Duration.ofSeconds(20));
        }

        /** A minute in all. */
        public static Times brief() {
            return new Times(Duration.ofSeconds(4), Duration.ofSeconds(3), Duration.ofSeconds(7));
        }
    }

    /**
     * @param lines one for each fault
     * @param limitMillis the longest timeout of a view and the time to dial again
     * @param held whether all of them kept what they must
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

    /** Runs it in an empty folder, which is left as it is. */
    public static Report run(Path folder, int rpcPort, Times times, Consumer<String> progress)
            throws InterruptedException, MalformedException {
        Wish wish = new Wish(OptionalInt.of(VALIDATORS), OptionalLong.empty(), OptionalInt.of(rpcPort));
        LocalNetwork network = LocalNetwork.openOrCreate(folder, wish, NodeLauncher.ofThisProcess(NodeMain.class));
        NetworkTrial trial = new NetworkTrial(network, progress);
        try {
            progress.accept("starting " + VALIDATORS + " nodes");
            network.start(trial.nodes);
            network.awaitReady(trial.nodes, START_LIMIT);
            network.faults().pretendWork(trial.nodes, true);
            trial.watch.awaitFirstBlock();
            trial.breakLinks(times.cut());
            HostileTrial hostile = new HostileTrial(network, trial.watch);
            hostile.silence();
            trial.note(hostile.byMember(times.hostile()));
            trial.note(hostile.byStranger(times.hostile()));
            hostile.floods(times.compared()).forEach(trial::note);
            return new Report(trial.lines, trial.watch.limit().toMillis(), trial.held);
        } finally {
            network.stop(trial.nodes);
        }
    }

    private void breakLinks(Duration cut) throws InterruptedException {
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
        Look before = watch.look();
        breaking.apply();
        Thread.sleep(time);
        heal(name, before);
    }

    private void flap(Duration time) throws InterruptedException {
        Look before = watch.look();
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            network.faults().partition(nodes.subList(0, 1));
            Thread.sleep(FLAP);
            network.faults().heal(nodes);
            Thread.sleep(FLAP);
        }
        heal("one comes and goes each second", before);
    }

    private void heal(String name, Look before) throws InterruptedException {
        Look broken = watch.look();
        network.faults().heal(nodes);
        long millis = watch.millisToNextBlock();
        note(TrialLine.of(name, before, broken, watch.look())
                .resumed(millis, watch.limit().toMillis()));
    }

    private void note(TrialLine line) {
        held &= line.held();
        lines.add(line.json());
        progress.accept(line.words());
    }
}
