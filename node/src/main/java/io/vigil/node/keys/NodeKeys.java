package io.vigil.node.keys;

import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.RefusedException;
import io.vigil.types.Bytes;
import io.vigil.types.crypto.BlsSecretKey;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The keys of one home, opened. An observer has no validator key. */
public final class NodeKeys {
    private final NodeKey node;
    private final @Nullable BlsSecretKey validator;

    private NodeKeys(NodeKey node, @Nullable BlsSecretKey validator) {
        this.node = node;
        this.validator = validator;
    }

    /**
     * @param environment variables of the process, one of which may hold the password
     * @throws RefusedException if a key is missing, open to others, damaged, or locked with another password
     */
    public static NodeKeys open(NodeHome home, NodeConfig.Keys config, Map<String, String> environment) {
        NodeKey node = NodeKey.read(home.nodeKeyFile());
        if (!config.validates()) {
            return new NodeKeys(node, null);
        }
        String password = Passwords.find(config.passwordFile(), config.validatorFile(), environment);
        return new NodeKeys(node, new KeystoreFile(config.validatorFile()).open(password));
    }

    /** Makes the keys of a new home; the password, 256 random bits, lies beside the keystore. */
    public static NodeKeys create(NodeHome home, SecureRandom random) {
        NodeKey node = NodeKey.generate(random);
        node.writeTo(home.nodeKeyFile());
        return new NodeKeys(node, createValidator(home, random));
    }

    private static BlsSecretKey createValidator(NodeHome home, SecureRandom random) {
        BlsSecretKey key = newValidatorKey(random);
        importValidator(home, key, random);
        return key;
    }

    /** Makes {@code key} the validator key of a home that has none, with a new password beside it. */
    public static void importValidator(NodeHome home, BlsSecretKey key, SecureRandom random) {
        String password = Passwords.random(random);
        PrivateFile.create(home.validatorPasswordFile(), password + "\n");
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

    /** Empty for an observer. */
    public Optional<BlsSecretKey> validator() {
        return Optional.ofNullable(validator);
    }
}
