package io.vigil.node.config;

import io.vigil.deposits.voting.Eth1Parameters;
import io.vigil.governance.Governance;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import io.vigil.types.genesis.Genesis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** Makes the files of a home that hold no secret, and reads its genesis. */
public final class NewHome {
    private NewHome() {}

    /**
     * Writes {@code vigil.toml} and {@code genesis.json}.
     *
     * @param set text by setting, as in a flag
     * @throws RefusedException if the folder is a home already
     */
    public static void create(NodeHome home, Map<Setting<?>, String> set, Genesis genesis) {
        try {
            Files.createDirectories(home.root());
            requireNone(home);
            write(home.configFile(), ConfigFile.text(set).getBytes(StandardCharsets.UTF_8));
            write(home.genesisFile(), genesis.toJson().shared());
        } catch (IOException e) {
            throw new UncheckedIOException(home.root() + ": cannot be written: " + e, e);
        }
    }

    /** @throws RefusedException if the folder is a home already; one with nothing but keys is none yet */
    public static void requireNone(NodeHome home) {
        for (Path file : new Path[] {home.genesisFile(), home.configFile()}) {
            if (Files.exists(file)) {
                throw new RefusedException(home.root() + ": is a home already (" + file.getFileName() + ")");
            }
        }
    }

    /** Replaces the genesis of a home whose stores are gone. */
    public static void replaceGenesis(NodeHome home, Genesis genesis) {
        try {
            write(home.genesisFile(), genesis.toJson().shared());
        } catch (IOException e) {
            throw new UncheckedIOException(home.genesisFile() + ": cannot be written: " + e, e);
        }
    }

    /** All of the file or none of it, even if we are killed here. */
    private static void write(Path file, byte[] content) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.write(fresh, content);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * The genesis in a file, of a home or elsewhere.
     *
     * @throws RefusedException if it is missing, too large, or wrong; the message names the field
     */
    public static Genesis readGenesis(Path file) {
        try {
            if (!Files.exists(file)) {
                throw new RefusedException(file + ": is missing");
            }
            if (Files.size(file) > Genesis.MAX_FILE_BYTES) {
                throw new RefusedException(file + ": larger than " + Genesis.MAX_FILE_BYTES + " bytes");
            }
            Genesis genesis = Genesis.parse(Bytes.wrap(Files.readAllBytes(file)));
            if (genesis.eth1().isPresent()) {
                Eth1Parameters.of(genesis.eth1().get()); // its roots fit its hashes
            }
            Governance.genesisFault(genesis).ifPresent(why -> {
                throw new RefusedException(file + ": " + why);
            });
            return genesis;
        } catch (MalformedException e) {
            throw new RefusedException(file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read: " + e, e);
        }
    }
}
