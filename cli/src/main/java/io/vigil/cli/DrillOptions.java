package io.vigil.cli;

import io.vigil.node.config.ExitCode;
import io.vigil.testnet.drill.DrillReport;
import java.nio.file.Path;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every drill is told, and how each one ends. */
final class DrillOptions {
    @Mixin
    private NetworkOptions network;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    DrillOptions(String drill, int rpcPort) {
        this.network = new NetworkOptions("vigil-drill-" + drill, rpcPort);
    }

    Path dir() {
        return network.dir();
    }

    int rpcPort() {
        return network.rpcPort();
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
