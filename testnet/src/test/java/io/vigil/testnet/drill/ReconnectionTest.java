package io.vigil.testnet.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.testnet.local.NodeLogs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReconnectionTest {
    private final Reconnection reconnection = new Reconnection(
            new NodeLogs(List.of()), Map.of("aa", "node0", "bb", "node1", "cc", "node2", "dd", "node3"), 3, 14);

    /** A ring of four has a quorum of nodes with two links each, but no three of it can agree. */
    @Test
    void countsFromTheMomentWhenThreeAreLinkedToEachOther() {
        link(100, "node0", "bb");
        link(100, "node1", "aa");
        link(110, "node1", "cc");
        link(110, "node2", "bb");
        link(120, "node2", "dd");
        link(120, "node3", "cc");
        link(130, "node3", "aa");
        link(130, "node0", "dd");
        link(180, "node0", "cc");
        link(190, "node2", "aa");
        reconnection.take(line(220, "node2", "committed height=3 view=14 hash=0x0 txs=0 gas=0 leader=1 commitMs=1"));
        reconnection.take(line(250, "node1", "committed height=4 view=15 hash=0x0 txs=0 gas=0 leader=2 commitMs=1"));

        assertThat(reconnection.result()).contains(new Reconnection.Result(Duration.ofMillis(60), 15, 2));
    }

    @Test
    void aLinkThatEndedCountsNoMore() {
        link(100, "node0", "bb");
        link(100, "node1", "aa");
        link(100, "node1", "cc");
        link(100, "node2", "bb");
        reconnection.take(line(110, "node1", "peer-disconnected peer=aa reason=\"gone\" peers=1"));
        link(120, "node0", "cc");
        link(120, "node2", "aa");
        link(150, "node1", "aa");
        reconnection.take(line(200, "node0", "committed height=4 view=15 hash=0x0 txs=0 gas=0 leader=2 commitMs=1"));

        assertThat(reconnection.result().orElseThrow().took()).isEqualTo(Duration.ofMillis(50));
    }

    private void link(int millis, String node, String peer) {
        reconnection.take(line(millis, node, "peer-connected peer=" + peer + " address=- role=validator peers=1"));
    }

    private static String line(int millis, String node, String event) {
        return node + "  2026-11-21 09:00:00." + millis + " INFO  " + event;
    }
}
