package io.vigil.testnet.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.node.config.ConfigSources;
import io.vigil.node.config.NewHome;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.PeerAddress;
import io.vigil.node.config.RefusedException;
import io.vigil.node.config.Settings;
import io.vigil.node.keys.NodeKeys;
import io.vigil.testnet.local.LocalNetwork.Wish;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.NodeStatus.Condition;
import io.vigil.types.genesis.Genesis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalNetworkTest {
    private static final NodeLauncher STUBS = NodeLauncher.ofThisProcess(StubNode.class);
    private static final Wish ANY = new Wish(OptionalInt.empty(), OptionalLong.empty(), OptionalInt.empty());

    @TempDir
    private Path folder;

    @AfterEach
    void leaveNoProcess() {
        if (Files.exists(NetworkFile.in(folder))) {
            LocalNetwork network = LocalNetwork.open(folder, STUBS);
            network.kill(network.plan().nodes());
        }
    }

    @Test
    void aNewNetworkHasAHomeForEachValidatorAndOneGenesis() throws Exception {
        LocalNetwork network = LocalNetwork.openOrCreate(folder, wish(3, 5, 9_000), STUBS);

        assertThat(network.plan().nodes()).extracting(NodePlan::name).containsExactly("node0", "node1", "node2");
        NodePlan last = network.plan().nodes().getLast();
        assertThat(last.rpcUrl()).isEqualTo("http://127.0.0.1:9002");
        assertThat(last.ports()).containsExactly(9_002, 10_002, 11_002);
        Genesis genesis = NewHome.readGenesis(last.home().genesisFile());
        assertThat(genesis.chainId()).isEqualTo(5);
        assertThat(genesis.validators()).hasSize(3);
        assertThat(genesis.accounts()).hasSize(14);
        for (NodePlan node : network.plan().nodes()) {
            assertThat(NewHome.readGenesis(node.home().genesisFile())).isEqualTo(genesis);
            NodeConfig config = Settings.tree(node.home(), ConfigSources.resolve(node.home(), Map.of(), Map.of()));
            NodeKeys keys = NodeKeys.open(node.home(), config.keys(), Map.of());
            assertThat(config.rpc().listen()).isEqualTo(node.rpc());
            assertThat(config.p2p().peers())
                    .as("for commands that are given the home alone")
                    .extracting(PeerAddress::endpoint)
                    .hasSize(2)
                    .doesNotContain(node.p2p());
            assertThat(config.rpc().unlockDevelopmentAccounts()).isTrue();
            assertThat(config.storage().diskReserveBytes()).isEqualTo(128L << 20);
            assertThat(genesis.validators().get(node.index()).nodeId())
                    .isEqualTo(keys.node().id());
            assertThat(genesis.validators().get(node.index()).blsKey())
                    .isEqualTo(keys.validator().orElseThrow().publicKey());
        }
    }

    @Test
    void anOldFolderIsResumedAsItIs() {
        LocalNetwork.openOrCreate(folder, wish(2, 5, 9_000), STUBS);

        assertThat(LocalNetwork.openOrCreate(folder, ANY, STUBS).plan())
                .isEqualTo(new NetworkPlan(folder, 2, 5, 9_000));
        Wish moved = new Wish(OptionalInt.empty(), OptionalLong.empty(), OptionalInt.of(9_500));
        assertThat(LocalNetwork.openOrCreate(folder, moved, STUBS).plan().rpcPort())
                .isEqualTo(9_500);
        assertThatThrownBy(() -> LocalNetwork.openOrCreate(folder, wish(4, 5, 9_000), STUBS))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("holds a network of 2 validators, not 4");
        assertThatThrownBy(() -> LocalNetwork.openOrCreate(folder, wish(2, 6, 9_000), STUBS))
                .hasMessageContaining("holds a network with chain id 5, not 6");
    }

    @Test
    void aFolderWithOtherThingsIsRefused() throws IOException {
        Files.writeString(folder.resolve("thesis.txt"), "years of work");

        assertThatThrownBy(() -> LocalNetwork.openOrCreate(folder, ANY, STUBS))
                .hasMessageContaining("is not empty and holds no network (thesis.txt)");
        assertThatThrownBy(() -> LocalNetwork.open(folder, STUBS)).hasMessageContaining("vigil testnet up");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        0  | 5 | 9000  | a local network has 1 to 32 validators, not 0
        33 | 5 | 9000  | a local network has 1 to 32 validators, not 33
        4  | 0 | 9000  | a chain id is at least 1
        4  | 5 | 80    | they must lie in 1024 to 65535
        4  | 5 | 63533 | the ports would be 63533 to 65536
        """)
    void numbersThatCannotBeAreRefused(int validators, long chainId, int port, String message) {
        assertThatThrownBy(() -> new NetworkPlan(folder, validators, chainId, port))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aResetBeginsAnotherChainWithTheSameKeysAndLeavesTheSignersRecord() throws IOException {
        LocalNetwork network = LocalNetwork.openOrCreate(folder, wish(2, 5, 9_000), STUBS);
        NodeHome home = network.plan().nodes().getFirst().home();
        Genesis before = NewHome.readGenesis(home.genesisFile());
        Files.createDirectories(home.chain().resolve("deep"));
        Files.createDirectories(home.signer());
        Files.writeString(home.signer().resolve("record"), "signed");

        network.reset();

        Genesis after = NewHome.readGenesis(home.genesisFile());
        assertThat(after.mixHash()).isNotEqualTo(before.mixHash());
        assertThat(after.validators()).isEqualTo(before.validators());
        assertThat(home.data()).doesNotExist();
        assertThat(home.signer().resolve("record")).hasContent("signed");
    }

    @Test
    void processesAreStartedPausedKilledAndStopped() throws Exception {
        LocalNetwork network = LocalNetwork.openOrCreate(folder, wish(2, 5, FreePorts.of(2)), STUBS);
        List<NodePlan> nodes = network.plan().nodes();

        assertThat(network.start(nodes)).isEqualTo(nodes);
        network.awaitReady(nodes, Duration.ofSeconds(120));
        assertThat(network.start(nodes)).as("they run already").isEmpty();
        assertThat(network.status()).allSatisfy(status -> {
            assertThat(status.condition()).isEqualTo(Condition.RUNNING);
            assertThat(status.height()).isEqualTo(5);
            assertThat(status.view()).isEqualTo(7);
            assertThat(status.leader()).isEqualTo("node0");
            assertThat(status.residentBytes()).isPositive();
        });
        assertThatThrownBy(network::reset).hasMessageContaining("node0 runs (process ");

        network.pause(nodes.subList(0, 1));
        assertThat(network.status())
                .extracting(NodeStatus::condition)
                .containsExactly(Condition.PAUSED, Condition.RUNNING);
        network.resume(nodes);
        network.kill(nodes.subList(1, 2));
        assertThat(network.status())
                .extracting(NodeStatus::condition)
                .containsExactly(Condition.RUNNING, Condition.STOPPED);
        network.pause(nodes);
        assertThat(network.stop(nodes)).as("also a paused one ends").isEqualTo(nodes.subList(0, 1));
        assertThat(network.running()).isEmpty();
        assertThat(LocalNetwork.console(nodes.getFirst())).content().contains("the stub listens");
    }

    @Test
    void aTakenPortIsNamedAndNothingIsStarted() throws Exception {
        int port = FreePorts.of(2);
        LocalNetwork network = LocalNetwork.openOrCreate(folder, wish(2, 5, port), STUBS);

        try (ServerSocket other = new ServerSocket(port + 1 + 2_000, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> network.start(network.plan().nodes()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("port " + other.getLocalPort() + " of node1 is taken");
        }
        assertThat(network.running()).isEmpty();
    }

    @Test
    void aNodeThatEndsWhileItStartsIsReportedWithItsLastWords() throws Exception {
        LocalNetwork network = LocalNetwork.openOrCreate(folder, wish(10, 5, FreePorts.of(10)), STUBS);
        List<NodePlan> last = List.of(network.plan().node("node9"));

        network.start(last);

        assertThatThrownBy(() -> network.awaitReady(last, Duration.ofSeconds(120)))
                .hasMessageContaining("node9 ended while it started")
                .hasMessageContaining("the stub refuses");
    }

    /** Process ids come round again. */
    @Test
    void aProcessThatStartedAtAnotherTimeIsNotOurs() {
        ProcessHandle self = ProcessHandle.current();
        Instant started = self.info().startInstant().orElseThrow();

        assertThat(new RunningProcess(self.pid(), started).isAlive()).isTrue();
        assertThat(new RunningProcess(self.pid(), started.minusSeconds(60)).isAlive())
                .isFalse();
    }

    @Test
    void aDevelopmentHomeKeepsItsChainUntilAFreshOneIsAskedFor() {
        DevHome home = new DevHome(folder.resolve("dev"));

        Genesis first = home.prepare(OptionalLong.empty(), false);

        assertThat(first.chainId()).isEqualTo(20_200_309);
        assertThat(first.parameters().targetBlockTime()).isZero();
        assertThat(first.parameters().baseFeeDenominator()).isEqualTo(8);
        assertThat(home.prepare(OptionalLong.empty(), false)).isEqualTo(first);
        assertThatThrownBy(() -> home.prepare(OptionalLong.of(7), false)).hasMessageContaining("--fresh");
        Genesis second = home.prepare(OptionalLong.of(7), true);
        assertThat(second.chainId()).isEqualTo(7);
        assertThat(second.mixHash()).isNotEqualTo(first.mixHash());
    }

    private static Wish wish(int validators, long chainId, int port) {
        return new Wish(OptionalInt.of(validators), OptionalLong.of(chainId), OptionalInt.of(port));
    }
}
