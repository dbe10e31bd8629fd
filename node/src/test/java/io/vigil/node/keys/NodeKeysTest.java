package io.vigil.node.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vigil.node.config.ConfigSources;
import io.vigil.node.config.ExitCode;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.RefusedException;
import io.vigil.node.config.Setting;
import io.vigil.node.config.Settings;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.crypto.BlsSecretKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeKeysTest {
    @TempDir
    private Path folder;

    private final SecureRandom random = new SecureRandom();

    @Test
    void theKeysOfANewHomeAreOpenedAgain() throws MalformedException {
        NodeKeys made = NodeKeys.create(home(), random);

        NodeKeys opened = open(Map.of(), Map.of());

        assertThat(opened.node()).isEqualTo(made.node());
        assertThat(opened.validator().map(BlsSecretKey::publicKey))
                .isEqualTo(made.validator().map(BlsSecretKey::publicKey));
    }

    @Test
    void anObserverNeedsNoValidatorKey() throws Exception {
        NodeKeys.create(home(), random);
        Files.delete(home().validatorKeyFile());

        assertThat(open(Map.of(Settings.KEYS_VALIDATES, "false"), Map.of()).validator())
                .isEmpty();
        assertThatThrownBy(() -> open(Map.of(), Map.of()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("validator.json: is missing");
    }

    @Test
    void thePasswordMayComeFromTheEnvironment() throws Exception {
        NodeKeys.create(home(), random);
        String password = Files.readString(home().validatorPasswordFile()).strip();
        Files.delete(home().validatorPasswordFile());

        assertThat(open(Map.of(), Map.of(Passwords.VARIABLE, password)).validator())
                .isPresent();
        assertThatThrownBy(() -> open(Map.of(), Map.of(Passwords.VARIABLE, "wrong")))
                .hasMessageContaining("the password does not open it");
    }

    @Test
    void aKeystoreThatNamesAnotherKeyIsRefused() throws IOException {
        NodeKeys.create(home(), random);
        Path file = home().validatorKeyFile();
        String text = Files.readString(file);
        String other =
                NodeKeys.newValidatorKey(random).publicKey().bytes().toHex().substring(2);
        Files.writeString(file, text.replaceAll("\"pubkey\" : \"[0-9a-f]+\"", "\"pubkey\" : \"" + other + "\""));

        assertThatThrownBy(() -> open(Map.of(), Map.of())).hasMessageContaining("the file names 0x" + other);
    }

    /** RFC 8032 §7.1, test 1. */
    @Test
    void theIdOfANodeIsItsPublicKey() {
        NodeKey key = new NodeKey(Bytes.fromHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));

        assertThat(key.id())
                .isEqualTo(Bytes.fromHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
        assertThat(key.toString()).doesNotContain("9d61");
    }

    @Test
    void aNodeKeyThatIsNoSeedIsRefused() throws IOException {
        PrivateFile.create(home().nodeKeyFile(), "00ff");

        assertThatThrownBy(() -> NodeKey.read(home().nodeKeyFile()))
                .hasMessageContaining("is not an Ed25519 seed of 64 hex digits")
                .satisfies(e -> assertThat(ExitCode.of(e)).isEqualTo(ExitCode.REFUSED));
    }

    private NodeHome home() {
        return new NodeHome(folder);
    }

    private NodeKeys open(Map<Setting<?>, String> flags, Map<String, String> environment) throws MalformedException {
        NodeConfig config = Settings.tree(home(), ConfigSources.resolve(home(), environment, flags));
        return NodeKeys.open(home(), config.keys(), environment);
    }
}
