package io.vigil.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.testnet.drill.BadDepositRootDrill;
import io.vigil.testnet.drill.BadDepositRootDrill.Variant;
import io.vigil.testnet.drill.DrillReport;
import io.vigil.testnet.local.NodeLauncher;
import io.vigil.testnet.local.NodeMain;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
            "V1 one of four, V2 three of five, V3 three of four, V3B the same before any deposit was processed, V3C"
                    + " three of",
            "four of whom one dies before their votes complete a quorum, V4 damage of ten kinds on disk. Each takes"
                    + " two to",
            "three minutes. Exit code 0 only if every promise held.",
            "",
            "Example:  vigil drill bad-deposit-root --variant V1,V4 --json"
        })
final class DrillBadDepositRootCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private DrillOptions options = new DrillOptions("bad-deposit-root", 18_545);

    @Option(
            names = "--variant",
            paramLabel = "V",
            split = ",",
            description = "some of ${COMPLETION-CANDIDATES}; else all")
    private List<Variant> variants = List.of(Variant.values());

    @Option(names = "--short", description = "fewer deposits, one period instead of three, one kind of damage")
    private boolean isShort;

    DrillBadDepositRootCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        NodeLauncher launcher = NodeLauncher.ofThisProcess(NodeMain.class);
        DrillReport report =
                BadDepositRootDrill.run(options.dir(), options.rpcPort(), variants, isShort, launcher, shell::note);
        return options.end(shell, report, this::say);
    }

    private void say(DrillReport report) {
        shell.say("history   " + report.history());
        for (JsonNode variant : report.measured().path("variants")) {
            shell.say("measured  " + variant);
        }
    }
}
