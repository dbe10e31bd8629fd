package io.vigil.cli;

import io.vigil.node.config.NodeHome;
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
}
