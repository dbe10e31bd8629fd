package io.vigil.cli;

import io.vigil.testnet.drill.DrillReport;
import io.vigil.testnet.drill.SoakDrill;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whatever happens, for a long time. */
@Command(
        name = "soak",
        description = "Kill, pause and restart one of four nodes at a time at random, under load.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Exit code 0 only if no two nodes disagree on a block, no receipt and no transfer got lost, and a node"
                    + " that was",
            "never killed holds no more memory and open files than in the first half.",
            "",
            "Example:  vigil drill soak --minutes 15 --json"
        })
final class DrillSoakCommand implements Callable<Integer> {
    private static final long SEED = 20_190_526;

    private final Shell shell;

    @Mixin
    private DrillOptions options = new DrillOptions("soak", 19_045);

    @Option(names = "--minutes", paramLabel = "M", description = "of faults (default: ${DEFAULT-VALUE})")
    private int minutes = 15;

    @Option(names = "--seed", paramLabel = "N", description = "of what happens when (default: ${DEFAULT-VALUE})")
    private long seed = SEED;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    DrillSoakCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (minutes < 1) {
            throw new CommandLine.ParameterException(spec.commandLine(), "1 minute or more, not " + minutes);
        }
        DrillReport report =
                SoakDrill.run(options.dir(), options.rpcPort(), Duration.ofMinutes(minutes), seed, shell::note);
        return options.end(shell, report, this::say);
    }

    private void say(DrillReport report) {
        report.measured()
                .properties()
                .forEach(fact -> shell.say("%-18s %s"
                        .formatted(
                                fact.getKey(),
                                fact.getValue().isObject()
                                        ? fact.getValue().toString()
                                        : fact.getValue().asText())));
    }
}
