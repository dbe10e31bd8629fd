package io.vigil.cli;

import io.vigil.testnet.drill.DrillReport;
import io.vigil.testnet.drill.EpochElectionDrill;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** I1, its cause. */
@Command(
        name = "epoch-election",
        description = "Damage the registry of validators in ten ways, one in each epoch, as on 9 March 2020.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Takes about a minute. Exit code 0 only if every epoch had its set, no election cost a view, and what was",
            "passed over can be read.",
            "",
            "Example:  vigil drill epoch-election --json"
        })
final class DrillEpochElectionCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private DrillOptions options = new DrillOptions("epoch-election", 18_645);

    DrillEpochElectionCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        DrillReport report =
                EpochElectionDrill.run(options.dir(), options.rpcPort(), EpochElectionDrill.all(), shell::note);
        return options.end(shell, report, this::say);
    }

    private void say(DrillReport report) {
        shell.say("history   " + report.history());
        shell.say("measured  blocks=" + report.measured().path("blocks") + " lostViews="
                + report.measured().path("lostViews") + " allNodesAgree="
                + report.measured().path("allNodesAgree"));
    }
}
