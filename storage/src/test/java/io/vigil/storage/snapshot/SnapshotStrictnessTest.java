package io.vigil.storage.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code -Dvigil.accounts=440 -Dvigil.bits=0} tries every bit of 64 KB, {@code -Dvigil.accounts=27000 -Dvigil.bits=100000} many of 4 MB. */
class SnapshotStrictnessTest {
    private static final int ACCOUNTS = Integer.getInteger("vigil.accounts", 100);
    private static final int BITS = Integer.getInteger("vigil.bits", 2000);

    @TempDir
    private Path home = Path.of("set by JUnit");

    @Test
    void refusesEveryDamageToFilesManifestAndTheirOrder() {
        SnapshotSweep sweep = new SnapshotSweep(home, ACCOUNTS);
        sweep.flipBits(BITS == 0 ? Long.MAX_VALUE : BITS, 1);
        sweep.rewriteManifest(17);
        sweep.mixChunks();
        System.out.println(sweep.summary());

        assertThat(sweep.accepted()).isEmpty();
    }
}
