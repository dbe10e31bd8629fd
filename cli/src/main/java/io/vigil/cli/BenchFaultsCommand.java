package io.vigil.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.node.config.ExitCode;
import io.vigil.testnet.bench.NetworkTrial;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a network recovers from bad links. */
@Command(
        name = "faults",
        description = "Cut, deafen, slow, thin and shake the links of four real nodes, and time the next block.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Takes about two minutes. Exit code 1 if after a fault the next block took longer than one timeout.",
            "",
            "Example:  vigil bench faults --seconds 30 --json"
        })
final class BenchFaultsCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "that the partition lasts; the other faults half of it (default: ${DEFAULT-VALUE})")
    private int seconds = 30;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "vigil-bench-faults",
            description = "an empty folder for the network; it stays (default: ./${DEFAULT-VALUE})")
    private Path dir = Path.of("vigil-bench-faults");

    @Option(
            names = "--rpc-port",
            paramLabel = "PORT",
            defaultValue = "18845",
            description = "the first of the nodes' ports (default: ${DEFAULT-VALUE})")
    private int rpcPort = 18_845;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    BenchFaultsCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (seconds < 2) {
            throw new CommandLine.ParameterException(spec.commandLine(), "2 seconds or more, not " + seconds);
        }
        NetworkTrial.Report report = NetworkTrial.run(dir, rpcPort, Duration.ofSeconds(seconds), shell::note);
        if (json) {
            shell.print(report.json());
        } else {
            shell.say("%-32s %8s %8s %14s %10s".formatted("fault", "seconds", "blocks", "to next block", "memory"));
            for (JsonNode line : report.lines()) {
                shell.say("%-32s %8s %8s %11s ms %6d MiB"
                        .formatted(
                                line.path("fault").asText(),
                                line.path("seconds").asText(),
                                line.path("blocksMeanwhile").asText(),
                                line.path("msToNextBlock").asText(),
                                line.path("mostResidentBytes").asLong() >> 20));
            }
            shell.say("each within one timeout, " + report.limitMillis() + " ms: " + (report.held() ? "yes" : "NO"));
        }
        return (report.held() ? ExitCode.OK : ExitCode.CHECK_FAILED).number();
    }
}
