package io.vigil.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.node.config.ExitCode;
import io.vigil.testnet.drill.BadDepositRootDrill;
import io.vigil.testnet.drill.BadDepositRootDrill.Variant;
import io.vigil.testnet.drill.DrillReport;
import io.vigil.testnet.local.NodeLauncher;
import io.vigil.testnet.local.NodeMain;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** I4. */
@Command(
        name = "bad-deposit-root",
        description =
                "The deposit root nobody checked: one node, a majority and a quorum restart with the fault of 2021;"
                        + " then a damaged store.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "V1 one of four, V2 three of five, V3 three of four, V3B the same before any deposit was processed,",
            "V4 damage on disk. Each takes two to three minutes. Exit code 0 only if every promise held.",
            "",
            "Example:  vigil drill bad-deposit-root --variant V1,V4 --json"
        })
final class DrillBadDepositRootCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "vigil-drill-bad-deposit-root",
            description = "an empty folder for the networks; they stay (default: ./${DEFAULT-VALUE})")
    private Path dir = Path.of("vigil-drill-bad-deposit-root");

    @Option(
            names = "--rpc-port",
            paramLabel = "PORT",
            defaultValue = "18545",
            description = "the first of the nodes' ports (default: ${DEFAULT-VALUE})")
    private int rpcPort = 18_545;

    @Option(
            names = "--variant",
            paramLabel = "V",
            split = ",",
            description = "some of ${COMPLETION-CANDIDATES}; else all")
    private List<Variant> variants = List.of(Variant.values());

    @Option(names = "--short", description = "fewer deposits, one period instead of three, one kind of damage")
    private boolean isShort;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    DrillBadDepositRootCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        NodeLauncher launcher = NodeLauncher.ofThisProcess(NodeMain.class);
        DrillReport report = BadDepositRootDrill.run(dir, rpcPort, variants, isShort, launcher, shell::note);
        if (json) {
            shell.print(report.json());
        } else {
            shell.say("history   " + report.history());
            for (JsonNode variant : report.measured().path("variants")) {
                shell.say("measured  " + variant);
            }
            shell.say(report.survived() ? "SURVIVED" : "NOT SURVIVED");
        }
        return (report.survived() ? ExitCode.OK : ExitCode.CHECK_FAILED).number();
    }
}
