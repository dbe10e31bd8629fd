package io.vigil.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.node.config.ExitCode;
import io.vigil.testnet.bench.ConsensusBench;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What agreement costs. */
@Command(
        name = "consensus",
        description = "Measure agreement: simulated with 4 to 100 validators, and real nodes on this machine.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Times run from the making of a block until the first validator knows that it is final. Exit code 1 if the",
            "simulation needs more than 3.3 message delays for that, or 1.3 from block to block.",
            "",
            "Example:  vigil bench consensus --validators 4,7 --seconds 20"
        })
final class BenchConsensusCommand implements Callable<Integer> {
    private static final int MAX_VALIDATORS = 16;

    private final Shell shell;

    @Option(
            names = "--validators",
            paramLabel = "N",
            split = ",",
            description = "sizes of the real networks; 0 leaves them out (default: 4,7)")
    private List<Integer> validators = List.of(4, 7);

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "that each real network is measured (default: ${DEFAULT-VALUE})")
    private int seconds = 20;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "vigil-bench-consensus",
            description = "an empty folder for the networks; it stays (default: ./${DEFAULT-VALUE})")
    private Path dir = Path.of("vigil-bench-consensus");

    @Option(
            names = "--rpc-port",
            paramLabel = "PORT",
            defaultValue = "18745",
            description = "the first of the nodes' ports (default: ${DEFAULT-VALUE})")
    private int rpcPort = 18_745;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    BenchConsensusCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        List<Integer> sizes = validators.stream().filter(size -> size != 0).toList();
        if (seconds < 1 || sizes.stream().anyMatch(size -> size < 1 || size > MAX_VALIDATORS)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "real networks have 1 to " + MAX_VALIDATORS + " validators and 1 s or more");
        }
        ConsensusBench.Report report =
                ConsensusBench.run(dir, sizes, Duration.ofSeconds(seconds), rpcPort, shell::note);
        if (json) {
            shell.print(report.json());
        } else {
            say(report);
        }
        return (report.held() ? ExitCode.OK : ExitCode.CHECK_FAILED).number();
    }

    private void say(ConsensusBench.Report report) {
        shell.say("%-14s %5s %5s %7s %6s %8s %8s %8s %8s %7s %7s %9s %10s %6s"
                .formatted(
                        "simulated",
                        "n",
                        "gone",
                        "blocks",
                        "lost",
                        "p50 ms",
                        "p95 ms",
                        "p99 ms",
                        "period",
                        "commit",
                        "period",
                        "messages",
                        "bytes",
                        "fsyncs"));
        for (JsonNode line : report.simulated()) {
            shell.say("%-14s %5s %5s %7s %6s %8s %8s %8s %8s %7s %7s %9s %10s %6s"
                    .formatted(
                            text(line, "network"),
                            text(line, "validators"),
                            text(line, "crashed"),
                            text(line, "blocks"),
                            text(line, "lostViews"),
                            text(line.path("commitMs"), "p50"),
                            text(line.path("commitMs"), "p95"),
                            text(line.path("commitMs"), "p99"),
                            text(line, "periodMs"),
                            deltas(line, "commitDeltas"),
                            deltas(line, "periodDeltas"),
                            text(line, "messagesPerBlock"),
                            text(line, "bytesPerBlock"),
                            text(line, "fsyncsPerBlockAndNode")));
        }
        for (JsonNode line : report.real()) {
            shell.say("real           %5s %5s %7s %6s %8s %8s %8s %8s"
                    .formatted(
                            text(line, "validators"),
                            text(line, "crashed"),
                            text(line, "blocks"),
                            text(line, "lostViews"),
                            text(line.path("commitMs"), "p50"),
                            text(line.path("commitMs"), "p95"),
                            text(line.path("commitMs"), "p99"),
                            text(line, "periodMs")));
            shell.say("  per block and node: " + fields(line.path("perBlockAndNode")));
            shell.say("  CPU ms per block and node: " + fields(line.path("cpuMsPerBlockAndNode")));
            shell.say("  the nodes keep %s of %s cores busy".formatted(text(line, "coresBusy"), text(line, "cores")));
        }
        shell.say("without a block: " + fields(report.withoutBlocks()));
        shell.say(report.held() ? "simulation within 3.3 and 1.3 message delays" : "simulation NOT within its bounds");
    }

    private static String deltas(JsonNode line, String field) {
        return line.has(field) ? line.path(field).asText() + " δ" : "-";
    }

    private static String fields(JsonNode json) {
        StringBuilder text = new StringBuilder();
        json.properties()
                .forEach(entry -> text.append(entry.getKey())
                        .append(' ')
                        .append(entry.getValue().asText())
                        .append("  "));
        return text.toString().strip();
    }

    private static String text(JsonNode json, String field) {
        return json.path(field).asText();
    }
}
