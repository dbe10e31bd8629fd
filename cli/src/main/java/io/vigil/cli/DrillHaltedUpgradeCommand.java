package io.vigil.cli;

import io.vigil.testnet.drill.DrillReport;
import io.vigil.testnet.drill.HaltedUpgradeDrill;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** R1.6. */
@Command(
        name = "halted-upgrade",
        description = "Kill half the validators, sign a plan for the next version, start by it; bad plans are refused.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Takes about a minute. Exit code 0 only if every bad plan was refused with its reason, blocks went on"
                    + " under",
            "the new version at one block everywhere, and the node that was off came back without the file.",
            "",
            "Example:  vigil drill halted-upgrade --json"
        })
final class DrillHaltedUpgradeCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private DrillOptions options = new DrillOptions("halted-upgrade", 18_845);

    DrillHaltedUpgradeCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        DrillReport report = HaltedUpgradeDrill.run(options.dir(), options.rpcPort(), shell::note);
        return options.end(shell, report, this::say);
    }

    private void say(DrillReport report) {
        shell.say("history   " + report.history());
        shell.say("measured  " + report.measured());
    }
}
