package io.vigil.testnet.drill;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.consensus.certificates.BlockCertificate;
import io.vigil.node.config.RefusedException;
import io.vigil.testnet.local.HostedNode;
import io.vigil.testnet.local.LocalNetwork;
import io.vigil.testnet.local.LocalNetwork.Wish;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.NodeLauncher;
import io.vigil.testnet.local.NodeMain;
import io.vigil.testnet.local.Waiting;
import io.vigil.types.MalformedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * I1: validators in views thousands apart, none accepting another's block. In March 2020 each walked the gap one view at a
 * time, for 38 min 41 s. Here one certificate bridges any gap, so the time from reconnection to the first block must not
 * depend on its size. Every line is held against the return of one at a gap of 0. A start of all makes every link anew; what
 * that takes without any gap is a line of its own.
 */
public final class ViewGapDrill {

    private static final int VALIDATORS = 4;
    private static final int QUORUM = 3;
    private static final long FAR = 1_000_000;
    private static final long SEED = 20_200_309;

    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final double MOST_RATIO = 1.2;
    private static final Duration MOST_MORE = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration BUILD_UP_LIMIT = Duration.ofMinutes(10);
    private static final Duration LOOK = Duration.ofMillis(10);
    private static final Duration LAZY_LOOK = Duration.ofMillis(500);

    private final Path folder;
    private final Size size;
    private final Consumer<String> progress;
    private final List<NodePlan> nodes;
    private final List<HostedNode> hosts;
    private final PreparedViews views;
    private final ArrayNode lines = JsonNodeFactory.instance.arrayNode();
    private boolean survived = true;
    private Duration without = Duration.ZERO;

    /**
     * How much of it.
     *
     * @param gap views that are walked with proposals dropped
     * @param runs of each line; their median counts
     */
    public record Size(long gap, int runs) {
        public static final Size FULL = new Size(2_000, 11);
    }

    private ViewGapDrill(
            Path folder, LocalNetwork network, List<HostedNode> hosts, Size size, Consumer<String> progress)
            throws MalformedException {
        this.folder = folder;
        this.size = size;
        this.progress = progress;
        this.hosts = hosts;
        this.nodes = network.plan().nodes();
        this.views = new PreparedViews(nodes, nodes.stream().map(network::flags).toList());
    }

    /**
     * Runs it in an empty folder, which is left as it is.
     *
     * @param rpcPort the first of the nodes' ports
     * @param progress one line per step
     */
    public static DrillReport run(Path folder, int rpcPort, Size size, Consumer<String> progress)
            throws InterruptedException, MalformedException {
        requireEmpty(folder);
        Wish wish = new Wish(OptionalInt.of(VALIDATORS), OptionalLong.empty(), OptionalInt.of(rpcPort));
        LocalNetwork network =
                LocalNetwork.openOrCreate(folder.resolve("net"), wish, NodeLauncher.ofThisProcess(NodeMain.class));
        progress.accept("starting " + VALIDATORS + " processes");
        List<HostedNode> hosts = new ArrayList<>();
        try {
            for (NodePlan node : network.plan().nodes()) {
                hosts.add(HostedNode.start(node, network.flags(node)));
            }
            int pace = FastChain.begin(hosts, progress);
            return new ViewGapDrill(folder, network, hosts, size, progress).play(pace);
        } finally {
            hosts.forEach(HostedNode::close);
        }
    }

    private DrillReport play(int paceMillis) throws InterruptedException {
        SavedHomes together = SavedHomes.save(folder.resolve("gap-0"), nodes);

        ObjectNode buildUp = walkApart();
        SavedHomes apart = SavedHomes.save(folder.resolve("gap-walked"), nodes);
        HostedNode gone = mayGo();
        List<HostedNode> ahead =
                hosts.subList(0, QUORUM).stream().filter(host -> host != gone).toList();
        NodePlan leader = views.leader(viewOf(ahead) + 1);
        progress.accept("walked " + buildUp.path("views").asLong() + " views in "
                + buildUp.path("seconds").asText() + " s; " + gone.plan().name() + " leaves, "
                + leader.name() + " leads next");

        laggard("gap 0", ahead, () -> prepare(together, leader, 0));
        without = Duration.ofMillis(lines.get(0).path("medianMs").asLong());
        laggard("gap " + size.gap() + ", walked", ahead, apart::restore);
        laggard("gap " + FAR + ", prepared", ahead, () -> prepare(together, leader, FAR));
        all("all restarted, gap 0", () -> prepare(together, leader, 0));
        all("all restarted, gap " + size.gap(), apart::restore);
        Random random = new Random(SEED);
        all("all restarted, views at random", () -> spread(together, random));

        ObjectNode measured = JsonNodeFactory.instance.objectNode();
        measured.put("paceMs", paceMillis);
        measured.set("buildUp", buildUp);
        measured.put("seed", SEED);
        measured.put("nextLeader", leader.name());
        measured.set("lines", lines);
        return new DrillReport("view-gap", history(), measured, survived);
    }

    /** Three of the four drop their proposals and give up on view after view, while the fourth is away. */
    private ObjectNode walkApart() throws InterruptedException {
        progress.accept("proposals are dropped until one is " + size.gap() + " views behind");
        List<HostedNode> three = hosts.subList(0, QUORUM);
        three.forEach(host -> host.withhold(true));
        long from = PreparedViews.viewOf(nodes.getLast());
        long began = System.nanoTime();
        HostedNode.open(three);
        Waiting.until(
                "view " + (from + size.gap()),
                BUILD_UP_LIMIT,
                LAZY_LOOK,
                () -> view(three.getFirst()) >= from + size.gap());
        double seconds = (System.nanoTime() - began) / 1e9;
        long walked = view(three.getFirst()) - from;
        HostedNode.close(three);
        three.forEach(host -> host.withhold(false));
        return JsonNodeFactory.instance
                .objectNode()
                .put("views", walked)
                .put("seconds", rounded(seconds))
                .put("msPerView", rounded(seconds * 1e3 / walked));
    }

    /** One of the three that were awake whose going leaves the next leader here. */
    private HostedNode mayGo() {
        for (HostedNode candidate : hosts.subList(0, QUORUM)) {
            List<HostedNode> rest = hosts.subList(0, QUORUM).stream()
                    .filter(host -> host != candidate)
                    .toList();
            NodePlan leader = views.leader(viewOf(rest) + 1);
            if (rest.stream().anyMatch(host -> host.plan().equals(leader))) {
                return candidate;
            }
        }
        return hosts.getFirst(); // the laggard leads next
    }

    private static long viewOf(List<HostedNode> stopped) {
        return stopped.stream()
                .mapToLong(host -> PreparedViews.viewOf(host.plan()))
                .max()
                .orElseThrow();
    }

    /** All but the laggard have given up on a view whose successor {@code leader} leads; at gap 0 it is in that view too. */
    private void prepare(SavedHomes together, NodePlan leader, long gap) {
        together.restore();
        BlockCertificate high = views.highest();
        long view = views.ledBy(leader, viewOf(hosts) + 2 + gap) - 1;
        List<NodePlan> three = nodes.subList(0, QUORUM);
        three.forEach(node -> views.giveUp(node, view, three, high));
        if (gap == 0) {
            views.enter(nodes.getLast(), view, three, high);
        }
    }

    /**
     * As far apart as certificates let validators be: a quorum signed whatever opens a view, so of four only one can be left
     * behind by any number (R1.2), and of the others one is a view ahead.
     */
    private void spread(SavedHomes together, Random random) {
        together.restore();
        BlockCertificate high = views.highest();
        List<NodePlan> three = nodes.subList(0, QUORUM);
        long behind = random.nextLong(viewOf(hosts) + 2, FAR);
        long view = random.nextLong(behind + 2, FAR + 2);
        views.giveUp(three.getFirst(), view, three, high);
        three.subList(1, QUORUM).forEach(node -> views.giveUp(node, view - 1, three, high));
        views.enter(nodes.getLast(), behind, three, high);
    }

    /** Two that are ahead wait for each other's missing third; then the laggard comes. */
    private void laggard(String name, List<HostedNode> ahead, Runnable state) throws InterruptedException {
        List<HostedNode> present = new ArrayList<>(ahead);
        present.add(hosts.getLast());
        measure(name, present, state, () -> {
            HostedNode.open(ahead);
            Waiting.until(
                    "both ahead to stand", PATIENCE, LOOK, () -> ahead.stream().allMatch(ViewGapDrill::stands));
            HostedNode.open(List.of(hosts.getLast()));
        });
    }

    private void all(String name, Runnable state) throws InterruptedException {
        measure(name, hosts, state, () -> HostedNode.open(hosts));
    }

    /** What is opened before the time is taken. */
    private interface Opening {
        void run() throws InterruptedException;
    }

    private void measure(String name, List<HostedNode> present, Runnable state, Opening opening)
            throws InterruptedException {
        List<Reconnection.Result> results = new ArrayList<>();
        for (int i = 0; i < size.runs(); i++) {
            state.run();
            long known = views.highest().view();
            Reconnection reconnection =
                    new Reconnection(present.stream().map(HostedNode::plan).toList(), QUORUM, known);
            opening.run();
            List<Reconnection.Result> found = new ArrayList<>();
            Waiting.until("the first block", PATIENCE, LOOK, () -> {
                reconnection.look().ifPresent(found::add);
                return !found.isEmpty();
            });
            results.add(found.getFirst());
            HostedNode.close(present);
        }
        add(name, results);
    }

    private void add(String name, List<Reconnection.Result> results) {
        List<Long> millis = results.stream()
                .map(result -> result.took().toMillis())
                .sorted()
                .toList();
        Duration median = Duration.ofMillis(millis.get(millis.size() / 2));
        SortedMap<String, Integer> leaders = new TreeMap<>();
        results.forEach(result -> leaders.merge("node" + result.leader(), 1, Integer::sum));
        boolean first = lines.isEmpty();
        double ratio = first ? 1 : (double) median.toMillis() / Math.max(1, without.toMillis());
        boolean flat = first || ratio <= MOST_RATIO || median.minus(without).compareTo(MOST_MORE) <= 0;
        boolean held = flat && median.compareTo(LIMIT) <= 0;
        survived &= held;
        ObjectNode line = lines.addObject()
                .put("name", name)
                .put("runs", results.size())
                .put("medianMs", median.toMillis())
                .put("leastMs", millis.getFirst())
                .put("mostMs", millis.getLast())
                .put("ratioToGap0", rounded(ratio))
                .put("view", results.getLast().view());
        ObjectNode made = line.putObject("firstBlockOf");
        leaders.forEach(made::put);
        line.put("held", held);
        progress.accept("%-32s %5d ms (%d to %d), %.2f times gap 0, %s"
                .formatted(
                        name,
                        median.toMillis(),
                        millis.getFirst(),
                        millis.getLast(),
                        ratio,
                        held ? "held" : "NOT HELD"));
    }

    private static boolean stands(HostedNode host) {
        var status = host.status();
        long online = 0;
        for (var member : status.path("validators")) {
            online += member.path("online").asBoolean() ? 1 : 0;
        }
        return online == QUORUM - 1 && status.path("timedOut").asBoolean();
    }

    private static long view(HostedNode host) {
        return host.status().path("view").asLong();
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }

    private static ObjectNode history() {
        ObjectNode history = JsonNodeFactory.instance.objectNode();
        return history.put("when", "PlatON, 11 March 2020")
                .put("views", "thousands, more than 2,000 apart, walked one at a time")
                .put("minutes", 38)
                .put("seconds", 41)
                .put("validatorsInOneView", "18 of 25");
    }

    private static void requireEmpty(Path folder) {
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
