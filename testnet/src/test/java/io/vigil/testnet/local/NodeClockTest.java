package io.vigil.testnet.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.node.Node;
import io.vigil.node.admin.AdminClient;
import io.vigil.node.admin.AdminToken;
import io.vigil.node.config.ConfigSources;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.Setting;
import io.vigil.node.config.Settings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clock of a real node, through its admin port. */
class NodeClockTest {
    @TempDir
    private Path folder;

    @Test
    void aNodesClockIsReadAndSwitchedWhileItRuns() throws Exception {
        DevHome dev = new DevHome(folder);
        dev.prepare(OptionalLong.empty(), false);
        NodeHome home = dev.home();
        int port = freePort();
        Map<Setting<?>, String> flags = new HashMap<>(DevHome.flags(0));
        flags.put(Settings.ADMIN_PORT, Integer.toString(port));
        flags.put(Settings.TIMESYNC_MODE, "ntp");
        flags.put(Settings.TIMESYNC_NTP_SERVERS, "a.invalid,b.invalid,c.invalid");
        flags.put(Settings.TIMESYNC_MONITORING, "off");
        NodeConfig config = Settings.tree(home, ConfigSources.resolve(home, Map.of(), flags));
        try (Node _ = Node.open(home, config)) {
            AdminClient client = new AdminClient(port, AdminToken.read(home));
            JsonNode clock = client.call("clock_status");
            assertThat(clock.path("status").asText()).isEqualTo("SYNCED");
            assertThat(clock.path("correcting").asBoolean()).isFalse();

            assertThat(client.call("clock_turn", "on").path("correcting").asBoolean())
                    .isTrue();
            assertThat(client.call("clock_turn", "off-now").path("correcting").asBoolean())
                    .isFalse();
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
