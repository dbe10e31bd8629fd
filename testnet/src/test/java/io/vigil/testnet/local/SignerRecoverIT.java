package io.vigil.testnet.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.RefusedException;
import io.vigil.node.keys.SignerHistory;
import io.vigil.node.upkeep.SignerRecovery;
import io.vigil.node.upkeep.StoppedHome;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R6, A15 by command: a record that is damaged or gone is begun anew, by the word of the others or by an operator's. */
class SignerRecoverIT {
    private static final int RPC_PORT = 29_685;
    private static final NodeConfig.Storage SIZES = new NodeConfig.Storage(16L << 20, 16L << 20, 16L << 20, 0);

    @TempDir
    private Path folder = Path.of("set by JUnit");

    @Test
    void aDamagedRecordIsPutAsideAndTheKeySignsTwoEpochsAfterWhatAQuorumReports() throws Exception {
        try (EpochNetwork network = EpochNetwork.create(folder, RPC_PORT, 4, 4, "static")) {
            network.startAll();
            network.awaitHeight(0, 3);
            NodePlan loser = network.node(2);
            network.kill(List.of(loser));
            long lostIn = network.extra(network.height(0)).epoch();
            assertThatThrownBy(() -> recovery(loser.home(), held -> held.waitForOthers(false)))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("nothing to recover");
            damage(loser.home());

            SignerRecovery.Outcome outcome = recovery(loser.home(), held -> held.waitForOthers(false));
            assertThat(outcome.aside()).hasValueSatisfying(aside -> assertThat(aside).isDirectory());
            network.start(loser);
            EpochNetwork.await("a vote of " + loser.name(), () -> epochOfFirstVote(loser) >= 0);
            assertThat(epochOfFirstVote(loser)).isGreaterThanOrEqualTo(lostIn + 2);
        }
    }

    /** Two of four lost theirs: no quorum signs, so no epoch passes, and nobody but the operators can help. */
    @Test
    void whereNoQuorumCanSignAnOperatorsWordLetsItGoOn() throws Exception {
        try (EpochNetwork network = EpochNetwork.create(folder, RPC_PORT, 4, 4, "static")) {
            network.startAll();
            network.awaitHeight(0, 3);
            network.kill(network.nodes());
            for (NodePlan loser : List.of(network.node(2), network.node(3))) {
                NewNetwork.deleteAll(loser.home().signer());
                assertThat(recovery(loser.home(), held -> held.override(false)).aside())
                        .isEmpty();
            }
            network.startAll();
            long before = network.height(0);
            network.awaitHeight(0, before + 5);
            network.awaitHeight(3, before + 5);
        }
    }

    private interface Recovering {
        SignerRecovery.Outcome by(SignerRecovery recovery);
    }

    private static SignerRecovery.Outcome recovery(NodeHome home, Recovering recovering) {
        try (StoppedHome held = StoppedHome.hold(home, SIZES)) {
            return recovering.by(new SignerRecovery(held, SIZES));
        }
    }

    /** -1 if it signed none in the record that it has now. */
    private static long epochOfFirstVote(NodePlan node) {
        long[] first = {-1};
        SignerHistory.read(node.home(), line -> {
            if (first[0] < 0 && line.kind().equals("vote")) {
                first[0] = line.epoch();
            }
        });
        return first[0];
    }

    private static void damage(NodeHome home) throws IOException {
        try (Stream<Path> files = Files.walk(home.signer())) {
            Path log = files.filter(file -> file.toString().endsWith(".log"))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(log);
            bytes[bytes.length / 4] ^= 1;
            Files.write(log, bytes);
        }
    }
}
