package io.vigil.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.testnet.drill.DrillReport;
import io.vigil.testnet.drill.ViewGapDrill;
import io.vigil.types.MalformedException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** I1. */
@Command(
        name = "view-gap",
        description =
                "Validators thousands of views apart, at random apart, and all restarted: time to the first block.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Takes about four minutes. Exit code 0 only if every line is flat: 1 s at most, and 1.2 times or 50 ms"
                    + " more",
            "than without a gap.",
            "",
            "Example:  vigil drill view-gap --json"
        })
final class DrillViewGapCommand implements Callable<Integer> {
    private static final int MAX_GAP = 100_000;

    private final Shell shell;

    @Mixin
    private DrillOptions options = new DrillOptions("view-gap", 18_645);

    @Option(
            names = "--gap",
            paramLabel = "VIEWS",
            description = "views to walk while proposals are dropped (default: ${DEFAULT-VALUE})")
    private long gap = ViewGapDrill.Size.FULL.gap();

    @Option(names = "--runs", paramLabel = "N", description = "runs of each line (default: ${DEFAULT-VALUE})")
    private int runs = ViewGapDrill.Size.FULL.runs();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    DrillViewGapCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException, MalformedException {
        if (gap < 1 || gap > MAX_GAP || runs < 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "a gap of 1 to " + MAX_GAP + " views and 1 run or more, not " + gap + " and " + runs);
        }
        DrillReport report =
                ViewGapDrill.run(options.dir(), options.rpcPort(), new ViewGapDrill.Size(gap, runs), shell::note);
        return options.end(shell, report, this::say);
    }

    private void say(DrillReport report) {
        JsonNode history = report.history();
        shell.say("history   %s: %s, %s min %s s until %s stood in one view"
                .formatted(
                        text(history, "when"),
                        text(history, "views"),
                        text(history, "minutes"),
                        text(history, "seconds"),
                        text(history, "validatorsInOneView")));
        JsonNode buildUp = report.measured().path("buildUp");
        shell.say("build-up  %s views without a block in %s s, %s ms a view"
                .formatted(text(buildUp, "views"), text(buildUp, "seconds"), text(buildUp, "msPerView")));
        shell.say("%-34s %5s %9s %9s %9s %8s  %s"
                .formatted("from reconnection to a block", "runs", "median", "least", "most", "to gap 0", "held"));
        for (JsonNode line : report.measured().path("lines")) {
            shell.say("%-34s %5s %6s ms %6s ms %6s ms %8s  %s"
                    .formatted(
                            text(line, "name"),
                            text(line, "runs"),
                            text(line, "medianMs"),
                            text(line, "leastMs"),
                            text(line, "mostMs"),
                            text(line, "ratioToGap0"),
                            line.path("held").asBoolean() ? "yes" : "NO"));
        }
    }

    private static String text(JsonNode json, String field) {
        return json.path(field).asText();
    }
}
