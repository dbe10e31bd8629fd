package io.vigil.node.keys;

import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.RefusedException;
import io.vigil.types.Bytes;
import io.vigil.types.crypto.BlsSecretKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of one home, opened. An observer has no validator key. */
public final class NodeKeys {
    private final NodeKey node;
    private final List<BlsSecretKey> validators;

    private NodeKeys(NodeKey node, List<BlsSecretKey> validators) {
        this.node = node;
        this.validators = List.copyOf(validators);
    }

    /**
     * @param environment variables of the process, one of which may hold the password
     * @throws RefusedException if a key is missing, open to others, damaged, or locked with another password
     */
    public static NodeKeys open(NodeHome home, NodeConfig.Keys config, Map<String, String> environment) {
        NodeKey node = NodeKey.read(home.nodeKeyFile());
        if (!config.validates()) {
            return new NodeKeys(node, List.of());
        }
        String password = Passwords.find(config.passwordFile(), config.validatorFile(), environment);
        List<BlsSecretKey> validators = new ArrayList<>();
        validators.add(new KeystoreFile(config.validatorFile()).open(password));
        home.furtherValidatorKeyFiles().forEach(file -> validators.add(new KeystoreFile(file).open(password)));
        return new NodeKeys(node, validators);
    }

    /** Makes the keys of a new home; the password, 256 random bits, lies beside the keystore. */
    public static NodeKeys create(NodeHome home, SecureRandom random) {
        NodeKey node = NodeKey.generate(random);
        node.writeTo(home.nodeKeyFile());
        BlsSecretKey validator = makeValidator(home, random);
        return new NodeKeys(node, List.of(validator));
    }

    /** The keys of a home whose passwords lie beside them; makes what is missing, as after a start that was cut short. */
    public static NodeKeys openOrCreate(NodeHome home, SecureRandom random) {
        if (!Files.exists(home.nodeKeyFile())) {
            NodeKey.generate(random).writeTo(home.nodeKeyFile());
        }
        if (!Files.exists(home.validatorKeyFile())) {
            makeValidator(home, random);
        }
        return open(
                home, new NodeConfig.Keys(true, home.validatorKeyFile(), home.validatorPasswordFile(), true), Map.of());
    }

    private static BlsSecretKey makeValidator(NodeHome home, SecureRandom random) {
        BlsSecretKey key = newValidatorKey(random);
        importUnused(home, key, random);
        return key;
    }

    /** Like {@link #importValidator}, of a key that signed nothing yet on any chain. */
    public static void importUnused(NodeHome home, BlsSecretKey key, SecureRandom random) {
        requireVacant(home);
        Beginnings.in(home.signer())
                .keyMade(key.publicKey().bytes()); // a key that is there without this was lost sight of
        importValidator(home, key, random);
    }

    private static void requireVacant(NodeHome home) {
        if (Files.exists(home.validatorKeyFile())) {
            throw new RefusedException(home.validatorKeyFile() + ": is there already and is not overwritten");
        }
    }

    /**
     * Makes {@code key} the validator key of a home that has none, with a new password beside it. What it signed elsewhere is
     * not known here (R6).
     */
    public static void importValidator(NodeHome home, BlsSecretKey key, SecureRandom random) {
        String password = Passwords.random(random);
        Path passwordFile = home.validatorPasswordFile();
        requireVacant(home);
        if (Files.exists(passwordFile)) {
            password = Passwords.find(passwordFile, home.validatorKeyFile(), Map.of());
        } else {
            PrivateFile.create(passwordFile, password + "\n");
        }
        new KeystoreFile(home.validatorKeyFile()).createWithRandomPassword(key, password, random);
    }

    public static BlsSecretKey newValidatorKey(SecureRandom random) {
        byte[] entropy = new byte[BlsSecretKey.SIZE];
        random.nextBytes(entropy);
        return BlsSecretKey.generate(Bytes.wrap(entropy));
    }

    public NodeKey node() {
        return node;
    }

    /** The first one; empty for an observer. */
    public Optional<BlsSecretKey> validator() {
        return validators.stream().findFirst();
    }

    /** All keys that this validator had or will have on a chain (G11). */
    public List<BlsSecretKey> validators() {
        return validators;
    }

    /**
     * Makes one more key for a home whose password lies beside its keystore; the node uses it from its next start on, wherever
     * the chain has it in a set.
     */
    public static BlsSecretKey addValidator(NodeHome home, SecureRandom random) {
        BlsSecretKey key = newValidatorKey(random);
        String password = Passwords.find(home.validatorPasswordFile(), home.validatorKeyFile(), Map.of());
        Beginnings.in(home.signer()).keyMade(key.publicKey().bytes());
        new KeystoreFile(home.nextValidatorKeyFile()).createWithRandomPassword(key, password, random);
        return key;
    }
}
