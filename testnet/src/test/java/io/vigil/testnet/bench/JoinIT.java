package io.vigil.testnet.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R3.4: a node that has nothing but genesis joins by snapshot, from peers and from a file, whatever one of them sends. */
class JoinIT {
    private static final int RPC_PORT = 21_545;
    private static final int BLOCKS = 300;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void joinsFromPeersFromAFileAndDespiteAPoisonedPeer() throws Exception {
        JoinBench.Report report = JoinBench.run(
                new JoinBench.Plan(folder.resolve("net"), RPC_PORT, BLOCKS, 4, LIMIT), System.out::println);

        assertThat(report.isSame()).isTrue();
        assertThat(report.joined()).hasSize(3).allMatch(JoinBench.Joined::skipped);
        assertThat(report.joined()).extracting(JoinBench.Joined::pinned).containsExactly(0, 0, 1);
    }
}
