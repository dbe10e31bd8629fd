package io.vigil.cli;

import io.vigil.node.config.NewHome;
import io.vigil.node.config.NodeHome;
import io.vigil.types.genesis.Genesis;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The chain that something claims to be of: all proofs begin with its genesis. */
final class GenesisOption {
    @Option(
            names = "--home",
            paramLabel = "DIR",
            defaultValue = "${env:VIGIL_HOME:-vigil-home}",
            description = "a home of the chain, for its genesis.json (default: $VIGIL_HOME or ./vigil-home)")
    private Path folder = Path.of("vigil-home");

    @Option(names = "--genesis", paramLabel = "FILE", description = "the chain's genesis.json itself")
    private @Nullable Path file;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    Genesis genesis() {
        Path path = file == null ? new NodeHome(folder).genesisFile() : file;
        if (!Files.isRegularFile(path)) {
            throw new ParameterException(
                    spec.commandLine(),
                    path + " is missing: a snapshot is proved from its chain's genesis; name one with --genesis FILE or"
                            + " --home DIR");
        }
        return NewHome.readGenesis(path);
    }
}
