package io.vigil.testnet.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.node.PeerRestore;
import io.vigil.node.admin.AdminClient;
import io.vigil.node.admin.AdminToken;
import io.vigil.node.config.ConfigSources;
import io.vigil.node.config.NewHome;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.Settings;
import io.vigil.node.keys.SignerHistory;
import io.vigil.node.snapshot.PacedWork;
import io.vigil.node.snapshot.SnapshotChain;
import io.vigil.node.statesync.SnapshotFetcher;
import io.vigil.node.upkeep.StoppedHome;
import io.vigil.storage.rocks.RocksStore;
import io.vigil.storage.snapshot.ChunkSource;
import io.vigil.storage.snapshot.Fault;
import io.vigil.storage.snapshot.FolderSource;
import io.vigil.storage.snapshot.Level;
import io.vigil.storage.snapshot.Manifest;
import io.vigil.storage.snapshot.Pace;
import io.vigil.storage.snapshot.Verdict;
import io.vigil.storage.snapshot.Verifier;
import io.vigil.testnet.local.LocalNetwork.Wish;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.types.Bytes;
import io.vigil.types.genesis.Genesis;
import io.vigil.types.testing.Seeds;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R3.4: a snapshot of a running node, proved from genesis, brings back a node whose data is gone. */
class SnapshotIT {
    private static final Duration READY = Duration.ofSeconds(180);
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int RPC_PORT = 29_545;
    private static final NodeConfig.Storage SIZES = new NodeConfig.Storage(16L << 20, 16L << 20, 16L << 20, 16L << 20);

    @TempDir
    private Path folder;

    @Test
    void aNodeWhoseDataIsGoneVotesAgainFromAPeersSnapshot() throws Exception {
        Wish wish = new Wish(OptionalInt.of(4), OptionalLong.empty(), OptionalInt.of(RPC_PORT));
        LocalNetwork network =
                LocalNetwork.openOrCreate(folder.resolve("net"), wish, NodeLauncher.ofThisProcess(NodeMain.class));
        List<NodePlan> nodes = network.plan().nodes();
        try {
            network.start(nodes);
            network.awaitReady(nodes, READY);
            await("the first blocks", () -> height(nodes.get(0)) >= 5);

            Path newest = folder.resolve("newest");
            Path older = folder.resolve("older");
            JsonNode made = create(nodes.get(0), newest, null);
            create(nodes.get(1), older, 3L);
            create(nodes.get(3), folder.resolve("same"), 3L);
            Genesis genesis = NewHome.readGenesis(nodes.get(0).home().genesisFile());
            assertThat(manifest(older).id())
                    .isEqualTo(manifest(folder.resolve("same")).id());
            everyByteOfTheProofCounts(new SnapshotChain(genesis).verifier(), older);

            long height = made.path("height").asLong();
            comesBack(network, nodes.get(2), height, home -> restore(home, newest));
            JsonNode served =
                    create(nodes.get(0), nodes.get(0).home().snapshots().resolve("snapshot-0001"), null);
            comesBack(network, nodes.get(1), served.path("height").asLong(), SnapshotIT::restoreFromPeers);
        } finally {
            network.stop(nodes);
        }
    }

    /** How the store of a stopped home is brought back. */
    private interface Way {
        Verdict restore(NodeHome home) throws Exception;
    }

    private static void comesBack(LocalNetwork network, NodePlan victim, long height, Way way) throws Exception {
        network.kill(List.of(victim));
        List<String> signed = statements(victim);
        NewNetwork.deleteAll(victim.home().data());
        assertThat(way.restore(victim.home())).isInstanceOf(Verdict.Sound.class);
        assertThat(statements(victim)).isEqualTo(signed);

        network.start(List.of(victim));
        network.awaitReady(List.of(victim), READY);
        assertThat(height(victim)).as("it begins with the snapshot").isGreaterThanOrEqualTo(height);
        await("the restored node moves on", () -> height(victim) > height);
        await("the restored node signs", () -> statements(victim).size() > signed.size());
        assertThat(statements(victim)).startsWith(signed.toArray(String[]::new)).doesNotHaveDuplicates();
    }

    /** What {@code vigil snapshot restore peers} does, with what the home's own file says of its peers. */
    private static Verdict restoreFromPeers(NodeHome home) throws Exception {
        NodeConfig config = Settings.tree(home, ConfigSources.resolve(home, Map.of(), Map.of()));
        PacedWork work = new PacedWork(0, System::nanoTime, told -> {});
        try (StoppedHome held = StoppedHome.hold(home, config.storage())) {
            return switch (PeerRestore.run(home, config, held.genesis(), work)) {
                case SnapshotFetcher.Outcome.Staged(Verdict.Sound sound) -> sound;
                case SnapshotFetcher.Outcome.Nothing(String why) -> throw new AssertionError(why);
            };
        }
    }

    /** The proof of finality is outside the id, so only the check of finality stands against whoever changes it. */
    private static void everyByteOfTheProofCounts(Verifier verifier, Path snapshot) throws Exception {
        Manifest manifest = manifest(snapshot);
        Seeds random = Seeds.of(5);
        byte[] proof = manifest.finality().toArray();
        for (int i = 0; i < proof.length; i++) {
            byte[] changed = proof.clone();
            changed[i] ^= (byte) (1 << random.nextInt(8));
            Manifest lie = new Manifest(
                    manifest.chainId(),
                    manifest.genesisHash(),
                    manifest.chunkBytes(),
                    manifest.header(),
                    manifest.ancestors(),
                    Bytes.wrap(changed),
                    manifest.epochProof(),
                    manifest.chunks());
            Verdict verdict = verifier.verify(new Rewritten(lie, new FolderSource(snapshot)), Level.STATE, Pace.FREE);
            assertThat(verdict)
                    .as("byte %d of %d", i, proof.length)
                    .isInstanceOfSatisfying(
                            Verdict.Faulty.class,
                            faulty -> assertThat(faulty.fault()).isEqualTo(Fault.FINALITY));
        }
        System.out.println("finality: " + proof.length + " bytes changed, all refused");
    }

    private record Rewritten(Manifest changed, ChunkSource rest) implements ChunkSource {
        @Override
        public Optional<Bytes> manifest() {
            return Optional.of(changed.encode());
        }

        @Override
        public Optional<Bytes> chunk(int index) {
            return rest.chunk(index);
        }

        @Override
        public Optional<String> foreign(int chunks) {
            return rest.foreign(chunks);
        }
    }

    private static Verdict restore(NodeHome home, Path snapshot) {
        try (StoppedHome held = StoppedHome.hold(home, SIZES)) {
            return new SnapshotChain(held.genesis())
                    .restorer(place -> RocksStore.open(place, SIZES.sizes()))
                    .restore(new FolderSource(snapshot), home.data(), Pace.FREE);
        }
    }

    private static JsonNode create(NodePlan node, Path out, @Nullable Long height) throws Exception {
        AdminClient admin = new AdminClient(node.adminPort(), AdminToken.read(node.home()));
        admin.call("snapshot_create", out.toString(), height, 0);
        await(
                "the snapshot in " + out,
                () -> !admin.call("snapshot_status").path("state").asText().equals("working"));
        JsonNode status = admin.call("snapshot_status");
        assertThat(status.path("state").asText()).as(status.toString()).isEqualTo("done");
        return status;
    }

    private static Manifest manifest(Path snapshot) throws Exception {
        return Manifest.decode(Bytes.wrap(Files.readAllBytes(snapshot.resolve(FolderSource.MANIFEST))));
    }

    private static List<String> statements(NodePlan node) {
        List<String> lines = new ArrayList<>();
        SignerHistory.read(node.home(), line -> lines.add(line.toString()));
        return lines;
    }

    private static long height(NodePlan node) throws IOException {
        try (HttpClient http = RpcClient.http()) {
            return RpcClient.quantity(new RpcClient(http, node.rpcUrl()).call("eth_blockNumber"));
        }
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("waited %s for %s", PATIENCE, what).isLessThan(end);
            Thread.sleep(Duration.ofMillis(50));
        }
    }
}
