package io.vigil.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.governance.registry.ValidatorRecord;
import io.vigil.node.config.ExitCode;
import io.vigil.node.config.NodeHome;
import io.vigil.node.keys.Keystore;
import io.vigil.node.keys.KeystoreFile;
import io.vigil.node.keys.NodeKey;
import io.vigil.node.keys.NodeKeys;
import io.vigil.node.keys.Passwords;
import io.vigil.types.crypto.BlsSecretKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keys of a home: the validator's BLS key and the node's Ed25519 key. */
@Command(
        name = "keys",
        description = "Make and move the keys of a home (EIP-2335 keystores).",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class KeysCommand {

    /** Makes both keys of a home. */
    @Command(
            name = "new",
            description = "Make a validator key and a node key; existing files are never overwritten.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:  vigil keys new --home node0"})
    static final class New implements Callable<Integer> {
        private final Shell shell;

        @Mixin
        private HomeOption home = new HomeOption();

        New(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            NodeHome target = home.home();
            NodeKeys.create(target, new SecureRandom());
            shell.say("node key       " + target.nodeKeyFile());
            shell.say("validator key  " + target.validatorKeyFile());
            shell.say("its password   " + target.validatorPasswordFile() + "  (keep a copy elsewhere)");
            return ExitCode.OK.number();
        }
    }

    /** What lies in a home, without any password. */
    @Command(
            name = "list",
            description = "List the keys of a home with their public parts.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:  vigil keys list --home node0 --json"})
    static final class ListKeys implements Callable<Integer> {
        private final Shell shell;

        @Mixin
        private HomeOption home = new HomeOption();

        @Option(names = "--json", description = "print JSON")
        private boolean json;

        ListKeys(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            ObjectNode root = Shell.object();
            ArrayNode keys = root.putArray("keys");
            NodeHome source = home.home();
            if (Files.exists(source.nodeKeyFile())) {
                String id = NodeKey.read(source.nodeKeyFile()).id().toHex().substring(2);
                add(keys, "node", id, source.nodeKeyFile());
            }
            if (Files.exists(source.validatorKeyFile())) {
                Keystore keystore = new KeystoreFile(source.validatorKeyFile()).read();
                add(keys, "validator", keystore.publicKey().toHex(), source.validatorKeyFile());
            }
            if (json) {
                shell.print(root);
            } else {
                keys.forEach(key -> shell.say("%-10s %s  %s"
                        .formatted(
                                key.path("kind").asText(),
                                key.path("public").asText(),
                                key.path("file").asText())));
            }
            return ExitCode.OK.number();
        }

        private static void add(ArrayNode keys, String kind, String publicKey, Path file) {
            keys.addObject().put("kind", kind).put("public", publicKey).put("file", file.toString());
        }
    }

    /** The password of a keystore that lies outside of a home. */
    static final class PasswordOption {
        @Option(
                names = "--password-file",
                paramLabel = "FILE",
                description = "file with the password; else $VIGIL_KEY_PASSWORD, else the terminal is asked")
        private @Nullable Path file;

        String password(Shell shell, Path keystore) {
            Path none = keystore.resolveSibling(keystore.getFileName() + ".password");
            return Passwords.find(file == null ? none : file, keystore, shell.environment());
        }
    }

    /** Takes a validator key over from elsewhere. */
    @Command(
            name = "import",
            description = "Take a keystore over as the validator key of a home. Stop the node that used it first.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "What the key signed is not known in this home: bring its record (vigil signer import FILE), or its"
                        + " node signs",
                "nothing before two epochs have passed. --unused: the key was made for this home and never signed"
                        + " anything.",
                "",
                "Example:  vigil keys import old/validator.json --password-file old/password --home node0"
            })
    static final class Import implements Callable<Integer> {
        private final Shell shell;

        @Parameters(index = "0", paramLabel = "KEYSTORE", description = "an EIP-2335 keystore")
        private Path keystore = Path.of("");

        @Mixin
        private HomeOption home = new HomeOption();

        @Mixin
        private PasswordOption password = new PasswordOption();

        @Option(names = "--unused", description = "the key signed nothing yet, on any chain")
        private boolean unused;

        Import(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            BlsSecretKey key = new KeystoreFile(keystore).open(password.password(shell, keystore));
            if (unused) {
                NodeKeys.importUnused(home.home(), key, new SecureRandom());
            } else {
                NodeKeys.importValidator(home.home(), key, new SecureRandom());
            }
            shell.say("imported " + key.publicKey() + " as " + home.home().validatorKeyFile());
            return ExitCode.OK.number();
        }
    }

    /** Copies a validator key out, under a password that a person chose. */
    @Command(
            name = "export",
            description = "Write the validator key of a home to a new keystore with another password.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:  vigil keys export backup.json --password-file new-password --home node0"})
    static final class Export implements Callable<Integer> {
        private final Shell shell;

        @Parameters(index = "0", paramLabel = "FILE", description = "the keystore to write")
        private Path target = Path.of("");

        @Mixin
        private HomeOption home = new HomeOption();

        @Mixin
        private PasswordOption password = new PasswordOption();

        Export(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            NodeHome source = home.home();
            Path file = source.validatorKeyFile();
            String own = Passwords.find(source.validatorPasswordFile(), file, shell.environment());
            BlsSecretKey key = new KeystoreFile(file).open(own);
            new KeystoreFile(target).create(key, password.password(shell, target), new SecureRandom());
            shell.say("exported " + key.publicKey() + " to " + target);
            return ExitCode.OK.number();
        }
    }

    /** What others need to know of a validator. */
    @Command(
            name = "show",
            description = "Print what a genesis or a deposit needs: node id, BLS key and proof of possession.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:  vigil keys show --home node0"})
    static final class Show implements Callable<Integer> {
        private final Shell shell;

        @Mixin
        private HomeOption home = new HomeOption();

        Show(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            NodeHome source = home.home();
            Path file = source.validatorKeyFile();
            String own = Passwords.find(source.validatorPasswordFile(), file, shell.environment());
            BlsSecretKey key = new KeystoreFile(file).open(own);
            shell.print(Shell.object()
                    .put(
                            "address",
                            ValidatorRecord.addressOf(key.publicKey().bytes()).toHex())
                    .put("nodeId", NodeKey.read(source.nodeKeyFile()).id().toHex())
                    .put("blsKey", key.publicKey().bytes().toHex())
                    .put("possession", key.proofOfPossession().bytes().toHex()));
            return ExitCode.OK.number();
        }
    }
}
