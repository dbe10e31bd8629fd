package io.vigil.testnet.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.admin.AdminClient;
import io.vigil.node.admin.AdminToken;
import io.vigil.node.config.RefusedException;
import io.vigil.node.time.Timekeeper;
import io.vigil.testnet.local.LocalNetwork;
import io.vigil.testnet.local.LocalNetwork.Wish;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.NodeLauncher;
import io.vigil.testnet.local.RpcClient;
import io.vigil.timesync.files.EvidenceFolder;
import io.vigil.timesync.roughtime.ChainCheck;
import io.vigil.types.MalformedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * I2: roughtime servers a day ahead, against four validators with six servers each. In 2020 one of six was enough to put
 * every node of Medalla four hours ahead for 75 minutes.
 */
public final class LyingClockDrill {
    private static final int SERVERS = 6;
    private static final List<Integer> LIARS = List.of(1, 2, 3, SERVERS);

    /** How often the nodes ask. */
    private static final Duration ROUND = Duration.ofSeconds(3);

    /** From the first lie to the last node's alarm: a whole round, asking six servers twice, and our own look at it. */
    private static final Duration ALARM_LIMIT = Duration.ofSeconds(5);

    private static final Duration PHASE = Duration.ofSeconds(12);
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final double SMALLEST_CHANGE_SECONDS = 0.001;

    private final Path folder;
    private final LocalNetwork network;
    private final Consumer<String> progress;
    private final StampLog stampLog;
    private final HttpClient http = RpcClient.http();
    private final ArrayNode phases = JsonNodeFactory.instance.arrayNode();
    private boolean survived = true;

    private LyingClockDrill(Path folder, LocalNetwork network, Consumer<String> progress) {
        this.folder = folder;
        this.network = network;
        this.progress = progress;
        this.stampLog = new StampLog(network.plan().nodes());
    }

    /**
     * Runs it in an empty folder, which is left as it is.
     *
     * @param rpcPort the first of the nodes' ports
     * @param progress one line per step
     */
    public static DrillReport run(Path folder, int rpcPort, NodeLauncher launcher, Consumer<String> progress)
            throws InterruptedException {
        create(folder);
        Wish wish = new Wish(OptionalInt.of(4), OptionalLong.empty(), OptionalInt.of(rpcPort));
        LocalNetwork network = LocalNetwork.openOrCreate(folder.resolve("net"), wish, launcher);
        LyingClockDrill drill = new LyingClockDrill(folder, network, progress);
        try (LyingServersProcess servers = LyingServersProcess.start(folder, SERVERS)) {
            return drill.play(servers);
        } finally {
            network.stop(network.plan().nodes());
        }
    }

    private DrillReport play(LyingServersProcess servers) throws InterruptedException {
        List<NodePlan> nodes = network.plan().nodes();
        nodes.forEach(this::configure);
        start(nodes);
        awaitSynced(nodes);
        for (boolean correction : new boolean[] {true, false}) {
            for (NodePlan node : nodes) {
                call(node, "clock_turn", correction ? "on" : "off");
            }
            for (int liars : LIARS) {
                servers.lie(liars);
                phase(nodes, liars, correction);
            }
            servers.lie(0);
            awaitSynced(nodes);
        }
        ObjectNode measured = JsonNodeFactory.instance.objectNode();
        measured.set("phases", phases);
        HotFix.Outcome hotFix = new HotFix(folder, network, progress).play();
        survived &= hotFix.held();
        measured.set("hotFix", hotFix.measured());
        return new DrillReport("lying-clock", history(), measured, survived);
    }

    private void configure(NodePlan node) {
        Path file = node.home().configFile();
        String section = "[timesync]\nmode = \"roughtime\"\ncorrection = \"on\"\nroughtime_poll_s = "
                + ROUND.toSeconds() + "\nroughtime_list = \""
                + folder.resolve(LyingServers.LIST).toAbsolutePath() + "\"\n";
        try {
            String text = Files.readString(file);
            Files.writeString(file, text.replace("[timesync]\n", section));
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": " + e, e);
        }
    }

    private void start(List<NodePlan> nodes) throws InterruptedException {
        progress.accept("starting " + nodes.size() + " validators, " + SERVERS + " time servers");
        network.start(nodes);
        network.awaitReady(nodes, START_LIMIT);
    }

    /** All of the nodes SYNCED and without an alarm. */
    private void awaitSynced(List<NodePlan> nodes) throws InterruptedException {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (!nodes.stream().map(this::clock).allMatch(LyingClockDrill::isQuiet)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the clocks were not synced after " + START_LIMIT.toSeconds() + " s: "
                        + nodes.stream().map(this::clock).toList());
            }
            Thread.sleep(LOOK);
        }
    }

    private static boolean isQuiet(JsonNode clock) {
        return clock.path("status").asText().equals("SYNCED")
                && clock.path("alarms").isEmpty();
    }

    private void phase(List<NodePlan> nodes, int liars, boolean correction) throws InterruptedException {
        long began = System.nanoTime();
        ChainWatch chain = new ChainWatch(http, nodes.getFirst());
        long[] alarmedNanos = new long[nodes.size()];
        Arrays.fill(alarmedNanos, -1);
        double largestChange = 0;
        Set<String> statuses = new TreeSet<>();
        while (System.nanoTime() - began < PHASE.toNanos()) {
            chain.pay();
            chain.look();
            for (int i = 0; i < nodes.size(); i++) {
                JsonNode clock = clock(nodes.get(i));
                largestChange = Math.max(
                        largestChange, Math.abs(clock.path("correction").asDouble()));
                statuses.add(clock.path("status").asText());
                if (alarmedNanos[i] < 0 && alarms(clock, liars)) {
                    alarmedNanos[i] = System.nanoTime() - began;
                }
            }
            Thread.sleep(LOOK);
        }
        record(liars, correction, chain, alarmedNanos, largestChange, statuses, reports(nodes));
    }

    /** Whether the clock alarms with what this many liars must cause, and names a minority of them and nobody else. */
    private static boolean alarms(JsonNode clock, int liars) {
        String key = liars == SERVERS ? "beyond-bound" : liars * 2 < SERVERS ? "sources-lie" : "no-majority";
        boolean raised = false;
        for (JsonNode alarm : clock.path("alarms")) {
            raised |= alarm.path("key").asText().startsWith(key);
        }
        int named = 0;
        for (JsonNode source : clock.path("sources")) {
            named += source.path("verdict").asText().equals("LIES_OUTSIDE") ? 1 : 0;
        }
        return raised && (liars * 2 >= SERVERS || named == liars);
    }

    private void record(
            int liars,
            boolean correction,
            ChainWatch chain,
            long[] alarmedNanos,
            double largestChange,
            Set<String> statuses,
            int reports) {
        boolean allAlarmed = Arrays.stream(alarmedNanos).noneMatch(nanos -> nanos < 0);
        double slowest = Arrays.stream(alarmedNanos).max().orElse(-1) / 1e9;
        ChainWatch.Stamps stamps = chain.stamps(stampLog);
        boolean held = allAlarmed
                && slowest <= ALARM_LIMIT.toMillis() / 1e3
                && largestChange <= SMALLEST_CHANGE_SECONDS
                && stamps.wrong() == 0
                && stamps.unknown() == 0
                && chain.blocks() > 0;
        survived &= held;
        phases.addObject()
                .put("liars", liars)
                .put("of", SERVERS)
                .put("correction", correction)
                .put("largestClockChangeSeconds", largestChange)
                .put("allNodesAlarmed", allAlarmed)
                .put("slowestAlarmSeconds", slowest)
                .put("blocks", chain.blocks())
                .put("viewsWithoutBlock", chain.lost())
                .put("wrongTimestamps", stamps.wrong())
                .put("unknownTimestamps", stamps.unknown())
                .put("farthestStampSeconds", stamps.farthest().toMillis() / 1e3)
                .put("reportsThatProve", reports)
                .put("statuses", String.join(" ", statuses))
                .put("held", held);
        progress.accept("%d of %d lie, correction %s: clock moved %.6f s, alarm after %.1f s, %d blocks, %s"
                .formatted(
                        liars,
                        SERVERS,
                        correction ? "on" : "off",
                        largestChange,
                        slowest,
                        chain.blocks(),
                        held ? "held" : "NOT HELD"));
    }

    /** How many of the nodes' evidence files prove a contradiction; one that does not is a failure. */
    private int reports(List<NodePlan> nodes) {
        int proofs = 0;
        for (NodePlan node : nodes) {
            for (Path file : new EvidenceFolder(Timekeeper.evidence(node.home()), InstantSource.system()).list()) {
                try {
                    boolean proves = !ChainCheck.of(EvidenceFolder.read(file))
                            .contradictions()
                            .isEmpty();
                    proofs += proves ? 1 : 0;
                    survived &= proves;
                } catch (MalformedException e) {
                    survived = false;
                    progress.accept(file + ": " + e.getMessage());
                }
            }
        }
        survived &= proofs > 0;
        return proofs;
    }

    private JsonNode clock(NodePlan node) {
        return call(node, "clock_status");
    }

    private JsonNode call(NodePlan node, String method, Object... params) {
        try {
            return new AdminClient(node.adminPort(), AdminToken.read(node.home())).call(method, params);
        } catch (IOException e) {
            throw new UncheckedIOException(node.name() + ": " + e.getMessage(), e);
        }
    }

    private static ObjectNode history() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("when", "Medalla, 15 August 2020")
                .put("liars", 1)
                .put("of", SERVERS)
                .put("clockChangeSeconds", 14_400.028854657)
                .put("minutes", 75)
                .put("minutesUntilAlarm", 3)
                .put("minutesUntilLiarNamed", 55)
                .put("validatorsSlashable", 800)
                .put("validators", 1024);
    }

    private static void create(Path folder) {
        try {
            Files.createDirectories(folder);
            try (Stream<Path> content = Files.list(folder)) {
                if (content.findAny().isPresent()) {
                    throw new RefusedException(folder + ": is not empty; use another --dir");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": cannot be written: " + e, e);
        }
    }
}
