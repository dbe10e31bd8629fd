package io.vigil.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.node.config.ExitCode;
import io.vigil.testnet.bench.NetworkTrial;
import io.vigil.testnet.bench.NetworkTrial.Times;
import io.vigil.types.MalformedException;
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
        description =
                "Cut, deafen, slow, thin and shake the links of four real nodes, flood them, and time the next block.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Takes about five minutes. Exit code 1 if after a fault the next block took longer than one timeout, if a"
                    + " process",
            "holds more than 1 GiB or 64 files more, or if bad votes of one validator in place of its silence cost the"
                    + " chain",
            "more than a fifth of its blocks.",
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

    @Option(names = "--short", description = "a minute in all, with too few blocks to judge a rate well")
    private boolean brief;

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
    public Integer call() throws InterruptedException, MalformedException {
        if (seconds < 2) {
            throw new CommandLine.ParameterException(spec.commandLine(), "2 seconds or more, not " + seconds);
        }
        Times times = brief ? Times.brief() : Times.full(Duration.ofSeconds(seconds));
        NetworkTrial.Report report = NetworkTrial.run(dir, rpcPort, times, shell::note);
        if (json) {
            shell.print(report.json());
        } else {
            shell.say("%-34s %7s %8s %9s %13s %17s %11s %5s"
                    .formatted(
                            "fault",
                            "seconds",
                            "blocks/s",
                            "next, ms",
                            "of rate alone",
                            "MiB before, after",
                            "files",
                            "held"));
            report.lines().forEach(line -> shell.say(row(line)));
            shell.say("next: within one timeout, " + report.limitMillis() + " ms; all held: "
                    + (report.held() ? "yes" : "NO"));
        }
        return (report.held() ? ExitCode.OK : ExitCode.CHECK_FAILED).number();
    }

    private static String row(JsonNode line) {
        return "%-34s %7s %8s %9s %13s %9d %7d %5s %5s %5s"
                .formatted(
                        line.path("fault").asText(),
                        line.path("seconds").asText(),
                        line.path("blocksPerSecond").asText(),
                        line.path("msToNextBlock").asText(),
                        line.path("ratio").asText(),
                        line.path("residentBytesBefore").asLong() >> 20,
                        line.path("residentBytesAfter").asLong() >> 20,
                        line.path("openFilesBefore").asText(),
                        line.path("openFilesAfter").asText(),
                        line.path("held").asBoolean() ? "yes" : "NO");
    }
}
