package io.vigil.cli;

import io.vigil.node.config.ExitCode;
import io.vigil.testnet.drill.DrillReport;
import java.nio.file.Path;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** What every drill is told, and how each one ends. */
final class DrillOptions {
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

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    DrillOptions(String drill, int rpcPort) {
        this.dir = Path.of("vigil-drill-" + drill);
        this.rpcPort = rpcPort;
    }

    Path dir() {
        return dir;
    }

    int rpcPort() {
        return rpcPort;
    }

    /** Prints the report, {@code inWords} unless JSON is wanted. @return the exit code */
    int end(Shell shell, DrillReport report, Consumer<DrillReport> inWords) {
        if (json) {
            shell.print(report.json());
        } else {
            inWords.accept(report);
            shell.say(report.survived() ? "SURVIVED" : "NOT SURVIVED");
        }
        return (report.survived() ? ExitCode.OK : ExitCode.CHECK_FAILED).number();
    }
}
