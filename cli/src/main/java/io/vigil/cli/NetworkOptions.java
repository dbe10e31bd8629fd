package io.vigil.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a drill or a bench starts its network. */
final class NetworkOptions {
    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "an empty folder for the network; it stays (default: ./${DEFAULT-VALUE})")
    private Path dir;

    @Option(
            names = "--rpc-port",
            paramLabel = "PORT",
            description = "the first of the nodes' ports (default: ${DEFAULT-VALUE})")
    private int rpcPort;

    NetworkOptions(String folder, int rpcPort) {
        this.dir = Path.of(folder);
        this.rpcPort = rpcPort;
    }

    Path dir() {
        return dir;
    }

    int rpcPort() {
        return rpcPort;
    }
}
