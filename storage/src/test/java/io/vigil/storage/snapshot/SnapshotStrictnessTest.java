package io.vigil.storage.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code -Dvigil.accounts=230 -Dvigil.bits=0} tries every bit of 64 KB and of its manifest, {@code -Dvigil.accounts=14000
 * -Dvigil.bits=100000} many of 4 MB and a sample of its manifest's.
 */
class SnapshotStrictnessTest {
    private static final int ACCOUNTS = Integer.getInteger("vigil.accounts", 100);
    /** Odd, so that all bits of a byte have their turn. */
    private static final int SAMPLE = 1 + 16 * Math.max(1, ACCOUNTS / 500);

    private static final int BITS = Integer.getInteger("vigil.bits", 2000);

    @TempDir
    private Path home = Path.of("set by JUnit");

    @Test
    void refusesEveryDamageToFilesManifestAndTheirOrder() {
        SnapshotSweep sweep = new SnapshotSweep(home, ACCOUNTS);
        sweep.flipBits(BITS == 0 ? Long.MAX_VALUE : BITS, 1);
        sweep.rewriteManifest(BITS == 0 ? 1 : SAMPLE);
        sweep.mixChunks();
        System.out.println(sweep.summary());

        assertThat(sweep.accepted()).isEmpty();
    }
}
