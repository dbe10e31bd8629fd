package io.vigil.testnet.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.node.admin.AdminClient;
import io.vigil.node.admin.AdminToken;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.snapshot.PacedWork;
import io.vigil.node.upkeep.StoppedHome;
import io.vigil.node.upkeep.StoreCheck;
import io.vigil.storage.rocks.StoreReading;
import io.vigil.testnet.local.LocalNetwork.Wish;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A validator that lost its data and the record of what it signed comes back by the snapshot of its peers, and is killed again and again on
 * the way. It must end like the others, with a whole store, and sign nothing before its key can have been forgotten (R6, A15).
 */
class StateSyncKillIT {
    private static final int LOSER = 3;
    private static final long LENGTH = 20;
    private static final int BLOCKS = 200;
    private static final int TRANSFERS = 10;

    /** The end of an epoch, so that each node's snapshot is the same. */
    private static final long SNAPSHOT = 180;

    private static final int KILLS = 4;
    private static final Duration STEP = Duration.ofMillis(500);
    private static final String BEGUN = "state-sync height=";

    private static final NodeConfig.Storage SIZES = new NodeConfig.Storage(16L << 20, 16L << 20, 16L << 20, 0);

    @TempDir
    private Path folder = Path.of("set by JUnit");

    private EpochNetwork network;
    private NodePlan loser;
    private LocalNetwork syncing;

    @BeforeEach
    void createNetwork() throws Exception {
        Wish wish = new Wish(OptionalInt.of(LOSER + 1), OptionalLong.empty(), OptionalInt.of(26_545));
        network = EpochNetwork.create(folder, wish, LOSER + 1, "static", LENGTH, vigil -> {});
        ChainMaker.make(network.network(), new ChainMaker.Size(BLOCKS, TRANSFERS), System.out::println);
        loser = network.node(LOSER);
        NewNetwork.deleteAll(loser.home().data());
        NewNetwork.deleteAll(loser.home().signer());
        syncing = LocalNetwork.open(
                network.network().plan().folder(),
                NodeLauncher.ofThisProcess(NodeMain.class).with(Map.of("VIGIL_SNAPSHOTS_SYNC_BEHIND", "50")));
    }

    @Test
    void aStateSyncThatIsKilledAgainAndAgainEndsAsOneThatIsNot() throws Exception {
        try (EpochNetwork running = network) {
            running.start(network.node(0), network.node(1), network.node(2));
            for (int node = 0; node < LOSER; node++) {
                makeSnapshot(network.node(node));
            }
            network.network().faults().slow(List.of(loser), Duration.ofMillis(300), Duration.ZERO);
            long lostIn = network.extra(network.height(0)).epoch();

            for (int kill = 0; kill < KILLS; kill++) {
                killAt(kill);
            }
            network.network().faults().heal(List.of(loser));
            syncing.start(List.of(loser));
            EpochNetwork.await("the head of the others", () -> hasReached(network.height(0) - 1));
            EpochNetwork.await(
                    "a vote", () -> network.voteEpochs(LOSER).findAny().isPresent());
            long reached = network.height(LOSER);

            assertThat(network.voteEpochs(LOSER).min().orElseThrow()).isGreaterThanOrEqualTo(lostIn + 2);
            for (long at : new long[] {SNAPSHOT, reached}) {
                assertThat(block(LOSER, at)).isEqualTo(block(0, at));
            }
            assertThat(block(LOSER, 1).isNull())
                    .as("it came by a snapshot: %s", said("state-sync"))
                    .isTrue();
            System.out.println("state sync killed " + KILLS + " times, at block " + reached
                    + " with the others; signed from epoch "
                    + network.voteEpochs(LOSER).min().orElseThrow() + " on, lost in " + lostIn);
            network.stop(loser);
            hasAWholeStore();
        }
    }

    /** Each time a little later, so that the deaths fall between its beginning and its end. */
    private void killAt(int kill) throws Exception {
        long begun = logged(BEGUN);
        syncing.start(List.of(loser));
        EpochNetwork.await("a state sync", () -> logged(BEGUN) > begun || hasReached(SNAPSHOT));
        long moment = System.nanoTime() + kill * STEP.toNanos();
        EpochNetwork.await("the moment of the kill", () -> System.nanoTime() > moment);
        syncing.kill(List.of(loser));
        System.out.println("killed " + kill * STEP.toMillis() + " ms after the state sync began: " + storeFiles()
                + " files restored, exchanged: " + (logged("state-sync-restored") > 0));
        assertThat(network.voteEpochs(LOSER)).as("signed by then").isEmpty();
    }

    private static void makeSnapshot(NodePlan node) throws Exception {
        AdminClient admin = new AdminClient(node.adminPort(), AdminToken.read(node.home()));
        admin.call(
                "snapshot_create",
                node.home().snapshots().resolve("snapshot-0001").toString(),
                SNAPSHOT,
                0);
        EpochNetwork.await(
                "the snapshot of " + node.name(),
                () -> admin.call("snapshot_status").path("state").asText().equals("done"));
    }

    /** Of the store that is being restored. */
    private long storeFiles() throws IOException {
        try (Stream<Path> files = Files.walk(loser.home().data())) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().contains("/.restore-"))
                    .count();
        }
    }

    private long logged(String words) throws IOException {
        return said(words).size();
    }

    /** The lines of its log that hold {@code words}. */
    private List<String> said(String words) throws IOException {
        Path log = NodeLogs.file(loser);
        if (!Files.exists(log)) {
            return List.of();
        }
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(words)).toList();
        }
    }

    /** It opens itself anew when the snapshot is restored, and does not answer meanwhile. */
    private boolean hasReached(long height) {
        try {
            return network.height(LOSER) >= height;
        } catch (IOException e) {
            return false;
        }
    }

    private JsonNode block(int node, long at) throws IOException {
        return network.rpc(node).call("eth_getBlockByNumber", "0x" + Long.toHexString(at), false);
    }

    private void hasAWholeStore() {
        try (StoppedHome held = StoppedHome.hold(loser.home(), SIZES);
                StoreReading store = StoreReading.open(held.home().chain(), SIZES.sizes())) {
            StoreCheck check = StoreCheck.run(
                    store, held.genesis(), Long.MAX_VALUE, new PacedWork(0, System::nanoTime, told -> {}));
            assertThat(check.findings()).isEmpty();
        }
    }
}
