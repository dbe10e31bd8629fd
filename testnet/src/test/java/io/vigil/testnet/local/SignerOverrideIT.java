package io.vigil.testnet.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.RefusedException;
import io.vigil.node.upkeep.SignerRecovery;
import io.vigil.node.upkeep.StoppedHome;
import io.vigil.storage.StorageException;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R6: a validator alone whose record is gone; nobody can say how far it was, so its operator must. */
class SignerOverrideIT {
    private static final NodeConfig.Storage SIZES = new NodeConfig.Storage(16L << 20, 16L << 20, 16L << 20, 0);

    @TempDir
    private Path folder = Path.of("set by JUnit");

    @Test
    void whereNobodyCanAnswerOnlyAnOperatorsWordLetsTheKeySignAgain() throws Exception {
        NodeHome home;
        try (DevNode node = DevNode.open(folder)) {
            home = node.home();
            transfer(node);
        }
        try (StoppedHome held = StoppedHome.hold(home, SIZES)) {
            assertThatThrownBy(() -> new SignerRecovery(held, SIZES).override(false))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("nothing to recover");
        }
        NewNetwork.deleteAll(home.signer());
        assertThatThrownBy(() -> DevNode.open(folder).close())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("vigil signer recover");
        try (StoppedHome held = StoppedHome.hold(home, SIZES)) {
            SignerRecovery recovery = new SignerRecovery(held, SIZES);
            assertThatThrownBy(() -> recovery.waitForOthers(false))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("--override");
            assertThat(recovery.override(false).aside()).isEmpty();
        }
        try (DevNode node = DevNode.open(folder)) {
            transfer(node);
        }
        damage(home);
        assertThatThrownBy(() -> DevNode.open(folder).close()).isInstanceOf(StorageException.class);
        try (StoppedHome held = StoppedHome.hold(home, SIZES)) {
            assertThat(new SignerRecovery(held, SIZES).override(false).aside())
                    .hasValueSatisfying(aside -> assertThat(aside).isDirectory());
        }
        try (DevNode node = DevNode.open(folder)) {
            transfer(node);
        }
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

    private static void transfer(DevNode node) throws Exception {
        node.run(DevNode.key(0), new Target.Call(DevNode.address(DevNode.key(1))), UInt256.of(1), Bytes.EMPTY);
    }
}
