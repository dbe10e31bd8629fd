package io.vigil.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The folder of a local network. */
final class DirOption {
    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "folder of the network (default: ${DEFAULT-VALUE})",
            defaultValue = "vigil-testnet")
    private Path folder = Path.of("vigil-testnet");

    Path folder() {
        return folder;
    }
}
