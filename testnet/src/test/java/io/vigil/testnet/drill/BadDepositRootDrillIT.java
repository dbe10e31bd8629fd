package io.vigil.testnet.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.testnet.drill.BadDepositRootDrill.Variant;
import io.vigil.testnet.local.NodeLauncher;
import io.vigil.testnet.local.NodeMain;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** D36 in its short form: one node of four with the fault of 2021, and a store that is damaged. */
class BadDepositRootDrillIT {
    private static final int RPC_PORT = 31_545;

    @TempDir
    private Path folder;

    @Test
    void oneFaultyNodeAndADamagedStoreAreSurvived() throws InterruptedException {
        NodeLauncher launcher = NodeLauncher.ofThisProcess(NodeMain.class);

        DrillReport report = BadDepositRootDrill.run(
                folder, RPC_PORT, List.of(Variant.V1, Variant.V4), true, launcher, System.out::println);

        assertThat(report.survived()).as(report.json().toString()).isTrue();
    }
}
