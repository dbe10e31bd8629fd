package io.vigil.testnet.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.node.config.Setting;
import io.vigil.node.config.Settings;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.UInt256;
import io.vigil.types.chain.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** storage.history: an archive answers for every block since it became one, and says from where on it does. */
class ArchiveIT {
    private static final Address RECEIVER = Address.ofInt(0xbeef);
    private static final Map<Setting<?>, String> ARCHIVE = Map.of(Settings.STORAGE_HISTORY, "archive");

    @TempDir
    private Path folder;

    @Test
    void anArchiveAnswersForEveryBlockSinceItBecameOneAndNamesTheFirst() throws Exception {
        Map<Long, String> balances = new TreeMap<>();
        try (DevNode pruned = DevNode.open(folder.resolve("dev"))) {
            pay(pruned, balances);
            pay(pruned, balances);
            balances.forEach(
                    (height, balance) -> assertThat(balance(pruned, height)).isEqualTo(balance));
        }
        long before = balances.keySet().iterator().next();
        try (DevNode archive = DevNode.open(folder.resolve("dev"), ARCHIVE)) {
            long from = RpcClient.quantity(archive.rpc().call("eth_blockNumber"));
            pay(archive, balances);
            pay(archive, balances);
            balances.forEach((height, balance) -> {
                if (height >= from) {
                    assertThat(balance(archive, height)).isEqualTo(balance);
                }
            });
            assertThatThrownBy(() -> archive.rpc().call("eth_getBalance", RECEIVER.toHex(), hex(before)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("historical state")
                    .hasMessageContaining("states are kept from block " + from + " on");
        }
    }

    /** One more block that pays the receiver. */
    private static void pay(DevNode node, Map<Long, String> balances) throws Exception {
        long height = RpcClient.quantity(node.run(DevNode.key(0), new Target.Call(RECEIVER), UInt256.ONE, Bytes.EMPTY)
                .path("blockNumber"));
        balances.put(height, "0x" + Integer.toHexString(balances.size() + 1));
    }

    private static String balance(DevNode node, long height) {
        try {
            return node.rpc()
                    .call("eth_getBalance", RECEIVER.toHex(), hex(height))
                    .asText();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String hex(long height) {
        return "0x" + Long.toHexString(height);
    }
}
