package io.vigil.cli;

import io.vigil.testnet.drill.BarrenViewsDrill;
import io.vigil.testnet.drill.DrillReport;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Views without end and without a block. */
@Command(
        name = "barren-views",
        description = "Let four nodes give up on view after view, and look at what they hold.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "A view lasts 25 ms on a machine that keeps up: 100,000 take three quarters of an hour. Exit code 0 only if the",
            "nodes hold no more at the end than after a tenth of the views.",
            "",
            "Example:  vigil drill barren-views --views 100000 --json"
        })
final class DrillBarrenViewsCommand implements Callable<Integer> {
    private static final long LEAST = 10;
    private static final long MOST = 10_000_000;

    private final Shell shell;

    @Mixin
    private DrillOptions options = new DrillOptions("barren-views", 19_145);

    @Option(names = "--views", paramLabel = "N", description = "without a commit (default: ${DEFAULT-VALUE})")
    private long views = 100_000;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    DrillBarrenViewsCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (views < LEAST || views > MOST) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), LEAST + " to " + MOST + " views, not " + views);
        }
        DrillReport report = BarrenViewsDrill.run(options.dir(), options.rpcPort(), views, shell::note);
        return options.end(shell, report, this::say);
    }

    private void say(DrillReport report) {
        report.measured()
                .path("samples")
                .forEach(sample -> shell.say("%8s views  %8s MiB heap  %8s MiB resident"
                        .formatted(
                                sample.path("views").asText(),
                                sample.path("heapMiB").asText(),
                                sample.path("residentMiB").asText())));
        shell.say(
                "blocks meanwhile " + report.measured().path("blocksMeanwhile").asText());
    }
}
