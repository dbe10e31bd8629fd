package io.vigil.testnet.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.node.admin.AdminClient;
import io.vigil.node.admin.AdminToken;
import io.vigil.node.config.RefusedException;
import io.vigil.node.config.Setting;
import io.vigil.node.config.Settings;
import io.vigil.node.keys.NodeKey;
import io.vigil.node.snapshot.SnapshotChain;
import io.vigil.node.upkeep.StoppedHome;
import io.vigil.storage.rocks.RocksStore;
import io.vigil.storage.snapshot.FolderSource;
import io.vigil.storage.snapshot.Pace;
import io.vigil.storage.snapshot.Verdict;
import io.vigil.testnet.local.ChainMaker;
import io.vigil.testnet.local.LocalNetwork;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.Newcomer;
import io.vigil.testnet.local.NodeLauncher;
import io.vigil.testnet.local.NodeMain;
import io.vigil.testnet.local.RpcClient;
import io.vigil.testnet.local.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * How long a node takes to join a network with a long chain: from the snapshot of its peers, from the file of one, and from
 * peers of which one sends wrong files. All must end in the same chain.
 */
public final class JoinBench {
    private static final Duration READY = Duration.ofSeconds(120);
    private static final Duration LOOK = Duration.ofMillis(100);

    /** Blocks above the snapshot: they are fetched as blocks. */
    private static final int TAIL = 20;

    private final LocalNetwork network;
    private final Plan plan;
    private final Consumer<String> say;
    private final NodeLauncher launcher = NodeLauncher.ofThisProcess(NodeMain.class);
    private final HttpClient http = RpcClient.http();
    private final List<Joined> joined = new ArrayList<>();

    /** Of the snapshot's block, as each of them has it. */
    private final List<String> hashes = new ArrayList<>();

    private long height;

    /**
     * @param folder does not exist, or is empty
     * @param blocks that the network has before anybody joins
     * @param transfers in each
     * @param limit for one to join
     */
    public record Plan(Path folder, int rpcPort, int blocks, int transfers, Duration limit) {}

    /**
     * One that joined.
     *
     * @param seconds from its start, the restore of a file included, to a head at most two blocks below its peers'
     * @param pinned peers that sent it a wrong file and were asked no more
     * @param skipped whether it holds no block 1, so that it cannot have come by blocks alone
     */
    public record Joined(String how, double seconds, long height, int pinned, boolean skipped) {}

    /**
     * @param height of the snapshot
     * @param root the state root there, the same on all nodes
     */
    public record Report(double makeSeconds, long height, String root, boolean isSame, List<Joined> joined) {
        public Report {
            joined = List.copyOf(joined);
        }

        public boolean holds(Duration limit) {
            return isSame
                    && joined.stream().allMatch(one -> one.skipped() && one.seconds() < limit.toSeconds())
                    && joined.getLast().pinned() > 0;
        }
    }

    private JoinBench(LocalNetwork network, Plan plan, Consumer<String> say) {
        this.network = network;
        this.plan = plan;
        this.say = say;
    }

    /** @param say gets a line per step */
    public static Report run(Plan plan, Consumer<String> say) throws InterruptedException {
        LocalNetwork network = LocalNetwork.openOrCreate(
                plan.folder(),
                new LocalNetwork.Wish(OptionalInt.of(4), OptionalLong.empty(), OptionalInt.of(plan.rpcPort())),
                NodeLauncher.ofThisProcess(NodeMain.class));
        JoinBench bench = new JoinBench(network, plan, say);
        try {
            return bench.run();
        } finally {
            network.stop(network.running());
        }
    }

    private Report run() throws InterruptedException {
        ChainMaker.Made made = ChainMaker.make(network, new ChainMaker.Size(plan.blocks(), plan.transfers()), say);
        say.accept("made %d blocks in %.1f s".formatted(made.height(), made.seconds()));
        List<NodePlan> nodes = network.plan().nodes();
        network.start(nodes);
        network.awaitReady(nodes, READY);
        height = made.height() - TAIL;
        nodes.forEach(this::orderSnapshot);
        for (NodePlan node : nodes) {
            awaitSnapshot(node);
        }
        say.accept("four snapshots of block " + height);
        try (Newcomer newcomer = newcomer(0)) {
            join("state sync from four peers", newcomer, () -> {});
        }
        try (Newcomer newcomer = newcomer(1)) {
            join("snapshot from a file", newcomer, () -> restore(newcomer));
        }
        poison(nodes);
        try (Newcomer newcomer = newcomer(2)) {
            join("state sync, one of four peers poisoned", newcomer, () -> {});
        }
        JsonNode theirs = block(nodes.getFirst(), height);
        String hash = theirs.path("hash").asText();
        return new Report(
                made.seconds(),
                height,
                theirs.path("stateRoot").asText(),
                hashes.stream().allMatch(hash::equals),
                joined);
    }

    private Newcomer newcomer(int number) {
        Map<Setting<?>, String> settings =
                Map.of(Settings.SNAPSHOTS_SYNC_BEHIND, Integer.toString(Math.max(1, plan.blocks() / 2)));
        return Newcomer.of(network, number, settings, launcher);
    }

    private void join(String how, Newcomer newcomer, Runnable before) throws InterruptedException {
        long started = System.nanoTime();
        before.run();
        newcomer.start();
        NodePlan first = network.plan().nodes().getFirst();
        Waiting.until(how, plan.limit().multipliedBy(2), LOOK, () -> {
            long own = head(newcomer.plan());
            return own >= height && own >= head(first) - 2;
        });
        double seconds = Math.round((System.nanoTime() - started) / 1e8) / 10.0;
        hashes.add(block(newcomer.plan(), height).path("hash").asText());
        Joined one = new Joined(
                how,
                seconds,
                head(newcomer.plan()),
                newcomer.logged("snapshot-pinned").size(),
                block(newcomer.plan(), 1).isNull());
        joined.add(one);
        say.accept("%-40s %5.1f s to block %d%s"
                .formatted(how, seconds, one.height(), one.pinned() > 0 ? ", pinned " + one.pinned() : ""));
    }

    private void restore(Newcomer newcomer) {
        Path snapshot = place(network.plan().nodes().getLast());
        var storage = newcomer.config().storage();
        try (StoppedHome held = StoppedHome.hold(newcomer.plan().home(), storage)) {
            Verdict verdict = new SnapshotChain(held.genesis())
                    .restorer(folder -> RocksStore.open(folder, storage.sizes()))
                    .restore(new FolderSource(snapshot), newcomer.plan().home().data(), Pace.FREE);
            if (!(verdict instanceof Verdict.Sound)) {
                throw new RefusedException(snapshot + ": " + verdict);
            }
        }
    }

    /** The one that is asked for the first chunk, so that it is sure to be asked. */
    private void poison(List<NodePlan> nodes) {
        NodePlan lowest = nodes.stream()
                .min(Comparator.comparing(
                        node -> NodeKey.read(node.home().nodeKeyFile()).id()))
                .orElseThrow();
        call(lowest, "faults_poisonSnapshots", true);
        say.accept(lowest.name() + " sends wrong chunks from now on");
    }

    private void orderSnapshot(NodePlan node) {
        call(node, "snapshot_create", place(node).toString(), height, 0);
    }

    private static Path place(NodePlan node) {
        return node.home().snapshots().resolve("snapshot-0001");
    }

    private static void awaitSnapshot(NodePlan node) throws InterruptedException {
        Waiting.until(
                "the snapshot of " + node.name(),
                READY,
                LOOK,
                () -> !call(node, "snapshot_status").path("state").asText().equals("working"));
        JsonNode status = call(node, "snapshot_status");
        if (!status.path("state").asText().equals("done")) {
            throw new RefusedException(node.name() + ": " + status);
        }
    }

    private static JsonNode call(NodePlan node, String method, Object... params) {
        try {
            return new AdminClient(node.adminPort(), AdminToken.read(node.home())).call(method, params);
        } catch (IOException e) {
            throw new UncheckedIOException(node.name() + ": " + e.getMessage(), e);
        }
    }

    /** -1 while it does not answer. */
    private long head(NodePlan node) {
        try {
            return RpcClient.quantity(new RpcClient(http, node.rpcUrl()).call("eth_blockNumber"));
        } catch (IOException e) {
            return -1;
        }
    }

    private JsonNode block(NodePlan node, long at) {
        try {
            return new RpcClient(http, node.rpcUrl()).call("eth_getBlockByNumber", "0x" + Long.toHexString(at), false);
        } catch (IOException e) {
            throw new UncheckedIOException(node.name() + ": " + e.getMessage(), e);
        }
    }
}
