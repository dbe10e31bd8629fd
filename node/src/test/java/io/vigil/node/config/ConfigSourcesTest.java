package io.vigil.node.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.types.MalformedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigSourcesTest {
    @TempDir
    private Path folder;

    @Test
    void anEmptyHomeHasOnlyDefaults() throws MalformedException {
        NodeConfig config = Settings.tree(home(), resolve(Map.of(), Map.of()));

        assertThat(config.rpc().listen()).isEqualTo(new Endpoint("127.0.0.1", 8545));
        assertThat(config.admin().port()).isEqualTo(9545);
        assertThat(config.p2p().advertise()).isEqualTo(config.p2p().listen());
        assertThat(config.timesync().correction()).isFalse();
        assertThat(config.keys().validatorFile()).isEqualTo(home().validatorKeyFile());
        assertThat(config.keys().passwordFile()).isEqualTo(home().validatorPasswordFile());
        assertThat(config.storage().diskReserveBytes()).isEqualTo(1L << 30);
    }

    @Test
    void aFlagBeatsTheEnvironmentWhichBeatsTheFileWhichBeatsTheDefault() throws Exception {
        write("[rpc]\nlisten = \"127.0.0.1:1000\"\n[p2p]\nothers = 7\n[log]\nlevel = \"warn\"\njson = true\n");

        Resolved resolved = resolve(
                Map.of("VIGIL_RPC_LISTEN", "127.0.0.1:2000", "VIGIL_P2P_OTHERS", "8", "PATH", "/bin"),
                Map.of(Settings.RPC_LISTEN, "127.0.0.1:3000"));

        assertThat(resolved.value(Settings.RPC_LISTEN).port()).isEqualTo(3000);
        assertThat(resolved.value(Settings.P2P_OTHERS)).isEqualTo(8);
        assertThat(resolved.value(Settings.LOG_LEVEL)).isEqualTo(Settings.LogLevel.WARN);
        assertThat(describe(resolved, Settings.RPC_LISTEN)).isEqualTo("--rpc-listen");
        assertThat(describe(resolved, Settings.P2P_OTHERS)).isEqualTo("VIGIL_P2P_OTHERS");
        assertThat(describe(resolved, Settings.LOG_LEVEL)).isEqualTo("vigil.toml:6");
        assertThat(describe(resolved, Settings.ADMIN_PORT)).isEqualTo("default: the port of rpc.listen + 1000");
        assertThat(resolved.value(Settings.ADMIN_PORT)).isEqualTo(4000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        [rpc]\\nlisten_on = "a:1"          | vigil.toml:2:1: unknown key 'rpc.listen_on'; did you mean 'rpc.listen'?
        [rcp]\\nlisten = "a:1"             | vigil.toml:1:1: unknown section 'rcp'; did you mean 'rpc'?
        [rpc.limits]\\nbatch = 3           | unknown section 'rpc.limits'
        [entirely]\\ndifferent = 1         | unknown section 'entirely'
        listen = "a:1"                     | unknown key 'listen'
        [rpc]\\nlisten = 8545              | vigil.toml:2:1: rpc.listen: write "…" (host:port)
        [rpc]\\nlisten = "8545"            | vigil.toml:2: rpc.listen: '8545' is not host:port
        [rpc]\\nlisten = "a:65536"         | 'a:65536' is not host:port
        [rpc]\\nlisten = "::1:80"          | write an IPv6 address as [address]:port
        [p2p]\\nothers = "7"               | p2p.others: write a bare number (a number from 0 to 1000)
        [p2p]\\nothers = 1001              | 1001 is not a number from 0 to 1000
        [p2p]\\nothers = -1                | -1 is not a number from 0 to 1000
        [p2p]\\npeers = "x"                | p2p.peers: write ["…", "…"]
        [p2p]\\npeers = [1]                | p2p.peers: write ["…", "…"]
        [p2p]\\npeers = ["x@y:1"]          | 'x@y:1' is not id@host:port with an id of 64 hex digits
        [rpc]\\nhosts = ["a,b"]            | rpc.hosts: 'a,b' has a comma; write two elements
        [log]\\nlevel = "loud"             | 'loud' is not one of error, warn, info, debug, trace
        [log]\\njson = "false"              | log.json: write true or false without quotes
        [timesync]\\ncorrection = false     | timesync.correction: write "…" (on or off)
        [timesync]\\ncorrection = "no"      | 'no' is not on or off
        [rpc\\nlisten = "a:1"              | vigil.toml:1:5
        [log]\\nlevel = "info"\\nlevel = "warn" | vigil.toml:3
        """)
    void aWrongFileIsRefusedWithThePlace(String text, String message) throws IOException {
        write(text.replace("\\n", "\n"));

        assertThatThrownBy(() -> resolve(Map.of(), Map.of()))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining(message);
    }

    @Test
    void anUnknownVariableIsRefusedWithASuggestion() {
        assertThatThrownBy(() -> resolve(Map.of("VIGIL_RPC_LISTN", "a:1"), Map.of()))
                .isInstanceOf(MalformedException.class)
                .hasMessage("unknown environment variable VIGIL_RPC_LISTN; did you mean 'VIGIL_RPC_LISTEN'?");
    }

    @Test
    void aWrongVariableIsNamed() {
        assertThatThrownBy(() -> resolve(Map.of("VIGIL_LOG_JSON", "yes"), Map.of()))
                .hasMessage("VIGIL_LOG_JSON: log.json: 'yes' is not true or false");
    }

    @Test
    void theVariablesOfTheLauncherAreNoSettings() throws MalformedException {
        resolve(Map.of("VIGIL_JAVA_HOME", "/jdk", "VIGIL_KEY_PASSWORD", "secret"), Map.of());
    }

    @Test
    void aFileThatIsNotUtf8IsRefused() throws IOException {
        Files.write(home().configFile(), new byte[] {(byte) 0xff, (byte) 0xfe});

        assertThatThrownBy(() -> resolve(Map.of(), Map.of())).hasMessageContaining("is not UTF-8");
    }

    @Test
    void aFileOfMoreThanAMebibyteIsRefused() throws IOException {
        Files.writeString(home().configFile(), "#".repeat((1 << 20) + 1), StandardCharsets.US_ASCII);

        assertThatThrownBy(() -> resolve(Map.of(), Map.of())).hasMessageContaining("larger than 1048576 bytes");
    }

    @Test
    void aNewFileSaysTheDefaultsAndWhatWasSet() throws Exception {
        String id = "ab".repeat(32);
        write(ConfigFile.text(Map.of(
                Settings.P2P_PEERS, id + "@10.0.0.1:30303," + id + "@[::1]:30304",
                Settings.STORAGE_WAL, "64",
                Settings.RPC_UNLOCK_DEVELOPMENT_ACCOUNTS, "true",
                Settings.KEYS_PASSWORD_FILE, "a \"quoted\" \\ name")));

        Resolved resolved = resolve(Map.of(), Map.of());

        assertThat(resolved.value(Settings.P2P_PEERS))
                .extracting(PeerAddress::toString)
                .containsExactly(id + "@10.0.0.1:30303", id + "@[::1]:30304");
        assertThat(resolved.value(Settings.STORAGE_WAL)).isEqualTo(64);
        assertThat(resolved.value(Settings.RPC_UNLOCK_DEVELOPMENT_ACCOUNTS)).isTrue();
        assertThat(resolved.value(Settings.KEYS_PASSWORD_FILE)).isEqualTo(Path.of("a \"quoted\" \\ name"));
        assertThat(describe(resolved, Settings.RPC_LISTEN)).isEqualTo("default");
    }

    /** What stands behind # in a new file must be what holds without it. */
    @Test
    void theDefaultsInANewFileAreTheDefaults() throws Exception {
        String text = ConfigFile.text(Map.of());
        Resolved before = resolve(Map.of(), Map.of());
        write(text.replaceAll("(?m)^# (\\w+ = [^(\\n].*)$", "$1"));
        Resolved after = resolve(Map.of(), Map.of());

        for (Setting<?> setting : Settings.all()) {
            assertThat(after.entry(setting).text())
                    .as(setting.key())
                    .isEqualTo(before.entry(setting).text());
        }
        assertThat(describe(after, Settings.RPC_LISTEN)).startsWith("vigil.toml:");
    }

    private static String describe(Resolved resolved, Setting<?> setting) {
        return resolved.entry(setting).source().describe();
    }

    private NodeHome home() {
        return new NodeHome(folder);
    }

    private void write(String text) throws IOException {
        Files.writeString(home().configFile(), text);
    }

    private Resolved resolve(Map<String, String> environment, Map<Setting<?>, String> flags) throws MalformedException {
        return ConfigSources.resolve(home(), environment, flags);
    }
}
