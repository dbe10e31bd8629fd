package io.vigil.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.testnet.drill.DrillReport;
import io.vigil.testnet.drill.LyingClockDrill;
import io.vigil.testnet.local.NodeLauncher;
import io.vigil.testnet.local.NodeMain;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The outages of history, recreated against real processes. */
@Command(
        name = "drill",
        description = "Recreate an incident against real processes and print history beside what was measured.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class DrillCommand {
    private DrillCommand() {}

    static CommandLine create(Shell shell) {
        return new CommandLine(new DrillCommand())
                .addSubcommand(new DrillViewGapCommand(shell))
                .addSubcommand(new DrillSoakCommand(shell))
                .addSubcommand(new DrillBarrenViewsCommand(shell))
                .addSubcommand(new DrillNullTargetCommand(shell))
                .addSubcommand(new DrillEpochElectionCommand(shell))
                .addSubcommand(new DrillUpgradeCommand(shell))
                .addSubcommand(new DrillHaltedUpgradeCommand(shell))
                .addSubcommand(new LyingClock(shell))
                .addSubcommand(new DrillBadDepositRootCommand(shell));
    }

    /** I2. */
    @Command(
            name = "lying-clock",
            description =
                    "One, two, three and six of six time servers a day ahead; then data/ wiped and all restarted.",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            footer = {
                "",
                "Takes about three minutes. Exit code 0 only if every promise held.",
                "",
                "Example:  vigil drill lying-clock --json"
            })
    static final class LyingClock implements Callable<Integer> {
        private final Shell shell;

        @Mixin
        private DrillOptions options = new DrillOptions("lying-clock", 18_545);

        LyingClock(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() throws InterruptedException {
            NodeLauncher launcher = NodeLauncher.ofThisProcess(NodeMain.class);
            DrillReport report = LyingClockDrill.run(options.dir(), options.rpcPort(), launcher, shell::note);
            return options.end(shell, report, this::say);
        }

        private void say(DrillReport report) {
            say("history", report.history());
            say("measured", report.measured().path("hotFix"));
            report.measured().path("phases").forEach(phase -> say("measured", phase));
        }

        private void say(String title, JsonNode facts) {
            StringBuilder line = new StringBuilder("%-9s".formatted(title));
            for (Map.Entry<String, JsonNode> fact : facts.properties()) {
                line.append(' ')
                        .append(fact.getKey())
                        .append('=')
                        .append(fact.getValue().asText());
            }
            shell.say(line.toString());
        }
    }
}
