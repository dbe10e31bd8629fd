package io.vigil.testnet.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.testnet.bench.SimulatedAgreement.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * What agreement costs: in messages and message delays, by simulation, for any number of validators; and in milliseconds,
 * processor and disk, by real nodes on this machine.
 */
public final class ConsensusBench {
    private static final List<Integer> SIMULATED = List.of(4, 10, 25, 50, 100);
    private static final Duration DELTA = Duration.ofMillis(50);
    private static final int MANY_MESSAGES = 50;
    private static final long STANDING_VIEWS = 100_000;

    /** More than half a second a view would be slower than any delay of the table. */
    private static final Duration FAR = Duration.ofMillis(200);

    private static final double MOST_DELTAS = 3.3;
    private static final double LONGEST_PERIOD = 1.3;

    private final Consumer<String> progress;
    private final ArrayNode simulated = JsonNodeFactory.instance.arrayNode();
    private final ArrayNode real = JsonNodeFactory.instance.arrayNode();
    private boolean held = true;

    private ConsensusBench(Consumer<String> progress) {
        this.progress = progress;
    }

    /**
     * @param simulated what the protocol costs
     * @param real what the program costs on this machine
     * @param withoutBlocks memory before and after a hundred thousand views without a block
     * @param held whether the simulation stayed within 3.3 δ to commit and 1.3 δ from block to block
     */
    public record Report(ArrayNode simulated, ArrayNode real, ObjectNode withoutBlocks, boolean held) {
        public ObjectNode json() {
            ObjectNode json = JsonNodeFactory.instance.objectNode().put("held", held);
            json.set("simulated", simulated);
            json.set("real", real);
            json.set("withoutBlocks", withoutBlocks);
            return json;
        }
    }

    /**
     * @param folder an empty one for the nodes
     * @param sizes of the real networks; none leaves them out
     * @param rpcPort the first of the nodes' ports
     */
    public static Report run(Path folder, List<Integer> sizes, Duration time, int rpcPort, Consumer<String> progress)
            throws InterruptedException {
        ConsensusBench bench = new ConsensusBench(progress);
        for (int validators : SIMULATED) {
            bench.simulate(validators);
        }
        ObjectNode withoutBlocks = bench.standStill();
        for (int validators : sizes) {
            bench.measure(folder.resolve("net" + validators), validators, time, rpcPort);
        }
        return new Report(bench.simulated, bench.real, withoutBlocks, bench.held);
    }

    private ObjectNode standStill() {
        progress.accept("simulating " + STANDING_VIEWS + " views without a block");
        IdleMemory memory = new IdleMemory();
        long before = memory.bytesAfter(STANDING_VIEWS / 100);
        long after = memory.bytesAfter(STANDING_VIEWS);
        return JsonNodeFactory.instance
                .objectNode()
                .put("views", STANDING_VIEWS)
                .put("mebibytesBefore", IdleMemory.mebibytes(before))
                .put("mebibytesAfter", IdleMemory.mebibytes(after));
    }

    private void simulate(int validators) {
        int blocks = validators >= MANY_MESSAGES ? 50 : 300;
        int faulty = (validators - 1) / 3;
        progress.accept("simulating " + validators + " validators");
        Result uniform = new SimulatedAgreement(
                        validators, 0, SimulatedAgreement.unpaced(DELTA.multipliedBy(2)), Delays.uniform(DELTA))
                .run(blocks);
        held &= uniform.latency().millis(0.99) <= MOST_DELTAS * DELTA.toMillis()
                && uniform.periodMillis() <= LONGEST_PERIOD * DELTA.toMillis();
        add("delta " + DELTA.toMillis() + " ms", uniform, true);
        add(
                "aws",
                new SimulatedAgreement(validators, 0, SimulatedAgreement.unpaced(FAR), Delays.aws()).run(blocks),
                false);
        add(
                "aws",
                new SimulatedAgreement(validators, faulty, SimulatedAgreement.unpaced(FAR), Delays.aws()).run(blocks),
                false);
    }

    private void add(String network, Result result, boolean isUniform) {
        ObjectNode json = simulated
                .addObject()
                .put("network", network)
                .put("validators", result.validators())
                .put("crashed", result.crashed())
                .put("blocks", result.blocks())
                .put("lostViews", result.lostViews())
                .put("periodMs", rounded(result.periodMillis()));
        json.putObject("commitMs")
                .put("p50", rounded(result.latency().millis(0.5)))
                .put("p95", rounded(result.latency().millis(0.95)))
                .put("p99", rounded(result.latency().millis(0.99)));
        if (isUniform) {
            json.put("commitDeltas", rounded(result.latency().millis(0.5) / DELTA.toMillis()));
            json.put("periodDeltas", rounded(result.periodMillis() / DELTA.toMillis()));
        }
        json.put("messagesPerBlock", rounded(result.messagesPerBlock()))
                .put("bytesPerBlock", rounded(result.bytesPerBlock()))
                .put("fsyncsPerBlockAndNode", rounded(result.fsyncsPerBlock()));
    }

    private void measure(Path folder, int validators, Duration time, int rpcPort) throws InterruptedException {
        try (RealAgreement network = new RealAgreement(folder, validators, rpcPort, progress)) {
            progress.accept("measuring " + validators + " real nodes");
            real.add(network.measure(time));
            network.crash((validators - 1) / 3);
            progress.accept("measuring them with " + (validators - 1) / 3 + " gone");
            real.add(network.measure(time));
        }
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
