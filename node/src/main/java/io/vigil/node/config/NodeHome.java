package io.vigil.node.config;

import io.vigil.types.Hash;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The folder that one node owns. Everything a node reads or writes lies in it:
 *
 * <pre>
 *   vigil.toml  genesis.json  admin.token
 *   keys/       node.key (Ed25519 seed), validator.json (EIP-2335), validator.password
 *   signer/     one folder per genesis hash; nothing but an explicit command removes it
 *   data/       chain  consensus  eth1  snapshots  seal
 *   logs/
 * </pre>
 *
 * <p>A node is opened from its home and its settings alone, {@code Node.open(home, config)}: that reads genesis and
 * keys, takes the locks, opens the stores, and either returns a node that is ready to run or throws one exception that
 * {@link ExitCode#of} maps to the exit code of the process. {@code run()} serves until {@code close()} is called from
 * another thread (the shutdown hook) or a failure ends it with an exception. {@code close()} returns once everything
 * is flushed and closed. Drills call the same method with one more argument, their faults.
 */
public record NodeHome(Path root) {
    public NodeHome {
        root = root.toAbsolutePath().normalize();
    }

    public Path configFile() {
        return root.resolve("vigil.toml");
    }

    public Path genesisFile() {
        return root.resolve("genesis.json");
    }

    /** The secret that opens the admin port; written by the node at its start, readable by its owner only. */
    public Path adminTokenFile() {
        return root.resolve("admin.token");
    }

    public Path keys() {
        return root.resolve("keys");
    }

    public Path nodeKeyFile() {
        return keys().resolve("node.key");
    }

    public Path validatorKeyFile() {
        return keys().resolve("validator.json");
    }

    /** Keys that the validator got later (G11), in the order it got them. */
    public List<Path> furtherValidatorKeyFiles() {
        List<Path> files = new ArrayList<>();
        for (int number = 2; Files.exists(validatorKeyFile(number)); number++) {
            files.add(validatorKeyFile(number));
        }
        return files;
    }

    /** Where one more goes. */
    public Path nextValidatorKeyFile() {
        return validatorKeyFile(furtherValidatorKeyFiles().size() + 2);
    }

    private Path validatorKeyFile(int number) {
        return keys().resolve("validator-" + number + ".json");
    }

    public Path validatorPasswordFile() {
        return keys().resolve("validator.password");
    }

    public Path signer() {
        return root.resolve("signer");
    }

    /** The record of what this home's key signed on one chain. */
    public Path signerRecord(Hash genesis) {
        return signer().resolve(genesis.toHex().substring(2));
    }

    public Path data() {
        return root.resolve("data");
    }

    public Path chain() {
        return data().resolve("chain");
    }

    public Path consensus() {
        return data().resolve("consensus");
    }

    /** Evidence that no block has told yet. */
    public Path evidence() {
        return data().resolve("evidence");
    }

    public Path eth1() {
        return data().resolve("eth1");
    }

    public Path snapshots() {
        return data().resolve("snapshots");
    }

    public Path seal() {
        return data().resolve("seal");
    }

    public Path logs() {
        return root.resolve("logs");
    }
}
