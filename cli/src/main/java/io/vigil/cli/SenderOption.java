package io.vigil.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.node.config.ConfigSources;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.RefusedException;
import io.vigil.node.config.Settings;
import io.vigil.node.keys.NodeKeys;
import io.vigil.testnet.governance.GovernanceClient;
import io.vigil.testnet.governance.GovernanceClient.Validator;
import io.vigil.testnet.governance.Sender;
import io.vigil.types.Address;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.crypto.BlsSecretKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whose key signs a call of governance, and whose account pays for it. */
final class SenderOption {
    @Mixin
    private HomeOption home = new HomeOption();

    @Option(
            names = "--from",
            paramLabel = "ADDRESS",
            description = "an account that the node has unlocked; it pays, nothing else (default: the node's first)")
    private @Nullable String from;

    @Option(
            names = "--account-key",
            paramLabel = "FILE",
            description = "a file with the secret key, in hex, of the account that pays")
    private @Nullable Path accountKey;

    NodeHome home() {
        return home.home();
    }

    NodeKeys keys(Shell shell) throws MalformedException {
        NodeConfig config =
                Settings.tree(home.home(), ConfigSources.resolve(home.home(), shell.environment(), Map.of()));
        return NodeKeys.open(home.home(), config.keys(), shell.environment());
    }

    /** The key of the home that the registry has in force; its first if it has none of them. */
    BlsSecretKey validatorKey(Shell shell, GovernanceClient client) throws IOException, MalformedException {
        List<BlsSecretKey> all = keys(shell).validators();
        if (all.isEmpty()) {
            throw new RefusedException(home.home().root() + ": has no validator key");
        }
        Optional<Bytes> inForce =
                client.validator(client.validatorOf(all.getFirst())).map(Validator::blsKey);
        return all.stream()
                .filter(key -> inForce.filter(key.publicKey().bytes()::equals).isPresent())
                .findFirst()
                .orElse(all.getFirst());
    }

    Sender sender(GovernanceClient client) throws IOException, MalformedException {
        if (accountKey != null) {
            return new Sender.Key(Bytes.parseHex(Files.readString(accountKey).strip()));
        }
        if (from != null) {
            return new Sender.Unlocked(Address.parseHex(from));
        }
        JsonNode accounts = client.rpc().call("eth_accounts");
        if (accounts.isEmpty()) {
            throw new RefusedException("the node has no unlocked account to pay with: give --account-key FILE");
        }
        return new Sender.Unlocked(Address.parseHex(accounts.path(0).asText()));
    }
}
