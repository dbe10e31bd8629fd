package io.vigil.testnet.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.governance.contracts.AbiWriter;
import io.vigil.governance.registry.Standing;
import io.vigil.node.admin.AdminClient;
import io.vigil.node.admin.AdminToken;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.keys.NodeKey;
import io.vigil.node.p2p.NodeId;
import io.vigil.node.upkeep.SignerRecovery;
import io.vigil.node.upkeep.StoppedHome;
import io.vigil.testnet.governance.GovernanceClient;
import io.vigil.testnet.local.LocalNetwork.Wish;
import io.vigil.testnet.local.NetworkFaults.Way;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.types.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An operator who takes a machine for lost brings its key back on another one while the first still runs. The two do not see each other, and
 * the second hears less than the first: two signers with one key, each faithful to a record of its own. Five real processes.
 */
class DoubleSignerIT {
    private static final int OFFENDER = 3;
    private static final int TWIN = 4;
    private static final int MEMBERS = 4;
    private static final long LENGTH = 20;
    private static final Address EVIDENCE = Address.ofInt(0x1004);
    private static final NodeConfig.Storage SIZES = new NodeConfig.Storage(16L << 20, 16L << 20, 16L << 20, 0);

    @TempDir
    private Path folder = Path.of("set by JUnit");

    private EpochNetwork network;

    @BeforeEach
    void createNetwork() throws Exception {
        Wish wish = new Wish(OptionalInt.of(TWIN + 1), OptionalLong.empty(), OptionalInt.of(26_645), Optional.empty());
        network = EpochNetwork.create(
                folder,
                wish,
                MEMBERS,
                "stake",
                LENGTH,
                vigil -> vigil.withObject("parameters").put("minSet", MEMBERS - 1));
        NodeHome home = network.node(TWIN).home();
        copyKey(network.node(OFFENDER).home(), home);
        try (StoppedHome held = StoppedHome.hold(home, SIZES)) {
            new SignerRecovery(held, SIZES).waitForOthers(false);
        }
    }

    private static void copyKey(NodeHome from, NodeHome to) throws IOException {
        Files.copy(from.validatorKeyFile(), to.validatorKeyFile(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(from.validatorPasswordFile(), to.validatorPasswordFile(), StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void whoSignsTwiceIsProvenGuiltyAndLeavesTheSetAndNothingIsLost() throws Exception {
        try (EpochNetwork running = network;
                Transfers load = new Transfers(running::running)) {
            network.start(network.node(0), network.node(1), network.node(2), network.node(OFFENDER));
            load.start();
            cut(network.node(OFFENDER), network.node(TWIN));
            network.awaitHeight(0, 2);
            Address offender = network.validator(OFFENDER);

            long recovered = network.extra(network.height(0)).epoch();
            network.start(network.node(TWIN));
            EpochNetwork.await(
                    "the twin to sign", () -> network.voteEpochs(TWIN).count() > 0);
            assertThat(network.voteEpochs(TWIN).min().orElseThrow())
                    .as("A15: what a quorum reports, and two epochs")
                    .isGreaterThanOrEqualTo(recovered + 2);
            network.network().faults().drop(List.of(network.node(TWIN)), 100, Way.IN);
            GovernanceClient chain = network.governance(0);
            EpochNetwork.await("evidence in a block", () -> evidence(chain) > 0);
            EpochNetwork.await("the offender's standing", () -> isGuilty(chain, offender));
            EpochNetwork.await("a set without the offender", () -> !network.isMember(OFFENDER, 0));
            long left = network.height(0);
            network.awaitHeight(0, left + LENGTH);
            load.end();

            network.allArrived(load, 0, 1, 2);
            assertThat(chain.members()).hasSize(MEMBERS - 1);
            long end = network.height(0);
            System.out.println(load.sent().size() + " transfers in " + end + " blocks, the twin signed from epoch "
                    + network.voteEpochs(TWIN).min().orElseThrow() + " on, the offender gone from epoch "
                    + network.extra(left).epoch() + " of " + (network.extra(end).epoch() + 1)
                    + "; views without a block: " + network.lostViews(end));
        }
    }

    private static void cut(NodePlan from, NodePlan to) throws Exception {
        String peer = new NodeId(NodeKey.read(to.home().nodeKeyFile()).id()).hex();
        EpochNetwork.await(
                "the admin port of " + from.name(),
                () -> Files.exists(from.home().adminTokenFile()));
        new AdminClient(from.adminPort(), AdminToken.read(from.home()))
                .call("faults_link", peer, new LinkFault(true, Duration.ZERO, Duration.ZERO, 0).json());
    }

    private static long evidence(GovernanceClient chain) throws Exception {
        return chain.view(EVIDENCE, "count()", new AbiWriter()).number();
    }

    private static boolean isGuilty(GovernanceClient chain, Address validator) throws Exception {
        return chain.validator(validator).orElseThrow().standing() == Standing.TOMBSTONED.code();
    }
}
