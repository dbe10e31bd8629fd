package io.vigil.cli;

import io.vigil.node.config.NodeHome;
import io.vigil.node.config.RefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The home that a command works on. */
final class HomeOption {
    @Option(
            names = "--home",
            paramLabel = "DIR",
            defaultValue = "${env:VIGIL_HOME:-vigil-home}",
            description = "the node's home folder (default: $VIGIL_HOME or ./vigil-home)")
    private Path folder = Path.of("vigil-home");

    NodeHome home() {
        return new NodeHome(folder);
    }

    /** @throws RefusedException for a folder that is none, as where somebody left out {@code --home} */
    static void requireHome(NodeHome home) {
        if (!Files.exists(home.genesisFile())) {
            throw new RefusedException(home.root()
                    + ": is no home (genesis.json is missing); name one with --home, as vigil-testnet/node0 of a local"
                    + " network, or make one with: vigil init --home DIR");
        }
    }
}
