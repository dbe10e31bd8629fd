package io.vigil.storage.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorruptionIT {
    /** {@code -Dvigil.cases=N} for more. */
    private static final int CASES_PER_CELL = Integer.getInteger("vigil.cases", 3);

    @TempDir
    private Path home = Path.of("set by JUnit");

    @Test
    void noDamageIsAcceptedInSilence() throws IOException {
        CorruptionSweep sweep = new CorruptionSweep(home, 1);
        sweep.run(CASES_PER_CELL);
        System.out.println(sweep.summary());

        assertThat(sweep.silent()).isEmpty();
        assertThat(sweep.unnamed()).isEmpty();
    }
}
