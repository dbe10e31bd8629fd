package io.vigil.cli;

import io.vigil.node.config.ExitCode;
import io.vigil.testnet.drill.DrillReport;
import io.vigil.testnet.drill.UpgradeDrill;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** R1.4. */
@Command(
        name = "upgrade",
        description = "Vote a version in while load runs, restart nodes one by one, leave one behind.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Takes about two minutes. Exit code 0 only if the version began at one block everywhere, blocks went on,",
            "and the node left behind stayed readable before it and came back.",
            "",
            "Example:  vigil drill upgrade --json"
        })
final class DrillUpgradeCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "vigil-drill-upgrade",
            description = "an empty folder for the network; it stays (default: ./${DEFAULT-VALUE})")
    private Path dir = Path.of("vigil-drill-upgrade");

    @Option(
            names = "--rpc-port",
            paramLabel = "PORT",
            defaultValue = "18745",
            description = "the first of the nodes' ports (default: ${DEFAULT-VALUE})")
    private int rpcPort = 18_745;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    DrillUpgradeCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        DrillReport report = UpgradeDrill.run(dir, rpcPort, shell::note);
        if (json) {
            shell.print(report.json());
        } else {
            shell.say("history   " + report.history());
            shell.say("measured  " + report.measured());
            shell.say(report.survived() ? "SURVIVED" : "NOT SURVIVED");
        }
        return (report.survived() ? ExitCode.OK : ExitCode.CHECK_FAILED).number();
    }
}
