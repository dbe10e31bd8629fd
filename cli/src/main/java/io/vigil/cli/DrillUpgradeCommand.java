package io.vigil.cli;

import io.vigil.testnet.drill.DrillReport;
import io.vigil.testnet.drill.UpgradeDrill;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** R1.4. */
@Command(
        name = "upgrade",
        description = "Vote a version in while load runs, restart nodes one by one, leave one behind.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "A version that passed is cancelled, another expires; a third slips while a node is back at the release"
                    + " before it,",
            "then begins. Takes about two minutes. Exit code 0 only if each did so, the version began at one block",
            "everywhere, blocks went on, and the node left behind stayed readable before it and came back.",
            "",
            "Example:  vigil drill upgrade --json"
        })
final class DrillUpgradeCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private DrillOptions options = new DrillOptions("upgrade", 18_745);

    @Option(names = "--short", description = "leave out the versions that are cancelled, expire and slip")
    private boolean isShort;

    DrillUpgradeCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        DrillReport report = UpgradeDrill.run(options.dir(), options.rpcPort(), isShort, shell::note);
        return options.end(shell, report, this::say);
    }

    private void say(DrillReport report) {
        shell.say("history   " + report.history());
        shell.say("measured  " + report.measured());
    }
}
