package io.vigil.storage.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreIT {
    /** {@code -Dvigil.kills=N} for more. */
    private static final int KILLS = Integer.getInteger("vigil.kills", 10);

    @TempDir
    private Path home = Path.of("set by JUnit");

    @Test
    void aRestoreKilledAnywhereGoesOnAndEndsTheSame() throws IOException {
        RestoreKill harness = new RestoreKill(home, 1);
        harness.run(KILLS);
        System.out.println(harness.summary());

        assertThat(harness.faults()).isEmpty();
    }
}
