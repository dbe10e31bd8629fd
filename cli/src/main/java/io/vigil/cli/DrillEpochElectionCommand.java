package io.vigil.cli;

import io.vigil.node.config.ExitCode;
import io.vigil.testnet.drill.DrillReport;
import io.vigil.testnet.drill.EpochElectionDrill;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "vigil-drill-epoch-election",
            description = "an empty folder for the network; it stays (default: ./${DEFAULT-VALUE})")
    private Path dir = Path.of("vigil-drill-epoch-election");

    @Option(
            names = "--rpc-port",
            paramLabel = "PORT",
            defaultValue = "18645",
            description = "the first of the nodes' ports (default: ${DEFAULT-VALUE})")
    private int rpcPort = 18_645;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    DrillEpochElectionCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        DrillReport report = EpochElectionDrill.run(dir, rpcPort, EpochElectionDrill.all(), shell::note);
        if (json) {
            shell.print(report.json());
        } else {
            shell.say("history   " + report.history());
            shell.say("measured  blocks=" + report.measured().path("blocks") + " lostViews="
                    + report.measured().path("lostViews") + " allNodesAgree="
                    + report.measured().path("allNodesAgree"));
            shell.say(report.survived() ? "SURVIVED" : "NOT SURVIVED");
        }
        return (report.survived() ? ExitCode.OK : ExitCode.CHECK_FAILED).number();
    }
}
