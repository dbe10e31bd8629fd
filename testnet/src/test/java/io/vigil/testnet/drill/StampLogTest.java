package io.vigil.testnet.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.testnet.local.NetworkPlan;
import io.vigil.testnet.local.NodeLogs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StampLogTest {
    /** 2026-11-21 05:00:00 UTC. */
    private static final long SECOND = 1_795_237_200;

    @TempDir
    private Path folder;

    @Test
    void aStampIsComparedWithTheMomentItWasMade() throws IOException {
        NetworkPlan plan = new NetworkPlan(folder, 1, 1, 18_545);
        Path log = NodeLogs.file(plan.nodes().getFirst());
        Files.createDirectories(log.getParent());
        Files.writeString(
                log,
                line("05:00:01.020", 'a', SECOND, 30) // stamped at 05:00:00.990
                        + line("05:00:00.500", 'b', SECOND + 14_400, 0)
                        + line("05:00:10.000", 'c', SECOND + 1, 500));
        StampLog stamps = new StampLog(plan.nodes());
        stamps.read();

        assertThat(stamps.distance(hash('a'))).contains(Duration.ZERO);
        assertThat(stamps.distance(hash('b'))).contains(Duration.ofMillis(14_399_500));
        assertThat(stamps.distance(hash('c'))).contains(Duration.ofMillis(-7_500));
        assertThat(stamps.distance(hash('d'))).isEmpty();
    }

    private static String line(String time, char block, long timestamp, long buildMillis) {
        return "2026-11-21 " + time + " INFO  built height=1 view=1 hash=" + hash(block) + " timestamp=" + timestamp
                + " txs=0 buildMs=" + buildMillis + "\n";
    }

    private static String hash(char digit) {
        return "0x" + String.valueOf(digit).repeat(64);
    }
}
