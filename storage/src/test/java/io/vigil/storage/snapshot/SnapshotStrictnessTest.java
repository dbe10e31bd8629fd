package io.vigil.storage.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotStrictnessTest {
    @TempDir
    private Path home = Path.of("set by JUnit");

    @Test
    void refusesEveryDamageToFilesManifestAndTheirOrder() {
        SnapshotSweep sweep = new SnapshotSweep(home, 100);
        sweep.flipBits(2000, 1);
        sweep.rewriteManifest(17);
        sweep.mixChunks();
        System.out.println(sweep.summary());

        assertThat(sweep.accepted()).isEmpty();
    }
}
