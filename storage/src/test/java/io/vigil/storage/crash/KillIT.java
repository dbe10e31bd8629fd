package io.vigil.storage.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillIT {
    /** {@code -Dvigil.kills=N} for more. */
    private static final int KILLS = Integer.getInteger("vigil.kills", 50);

    @TempDir
    private Path home = Path.of("set by JUnit");

    @Test
    void aKilledWriterLeavesEveryAcknowledgedBlockWholeInAllTables() throws IOException {
        KillHarness harness = new KillHarness(home, 1);
        harness.killAtRandom(KILLS);
        harness.killAtPoints(1);
        System.out.println(harness.summary());

        assertThat(harness.faults()).isEmpty();
    }
}
