package io.vigil.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.node.config.ExitCode;
import io.vigil.testnet.drill.DrillReport;
import io.vigil.testnet.drill.NullTargetDrill;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** I3. */
@Command(
        name = "null-target",
        description = "The creation without a fee of 2019 and its relatives; then a VM that throws, and one that dies.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Takes about two minutes. Exit code 0 only if no node went down but the one that is killed, which must"
                    + " come",
            "back, and no fault cost more than one view.",
            "",
            "Example:  vigil drill null-target --json"
        })
final class DrillNullTargetCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "vigil-drill-null-target",
            description = "an empty folder for the network; it stays (default: ./${DEFAULT-VALUE})")
    private Path dir = Path.of("vigil-drill-null-target");

    @Option(
            names = "--rpc-port",
            paramLabel = "PORT",
            defaultValue = "18745",
            description = "the first of the nodes' ports (default: ${DEFAULT-VALUE})")
    private int rpcPort = 18_745;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    DrillNullTargetCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        DrillReport report = NullTargetDrill.run(dir, rpcPort, shell::note);
        if (json) {
            shell.print(report.json());
        } else {
            say("history", report.history());
            say("relatives", report.measured().path("relatives"));
            for (Map.Entry<String, JsonNode> fault :
                    report.measured().path("faults").properties()) {
                say(fault.getKey(), fault.getValue());
            }
            say("killed", report.measured().path("killed"));
            shell.say(report.survived() ? "SURVIVED" : "NOT SURVIVED");
        }
        return (report.survived() ? ExitCode.OK : ExitCode.CHECK_FAILED).number();
    }

    private void say(String title, JsonNode facts) {
        StringBuilder line = new StringBuilder("%-10s".formatted(title));
        for (Map.Entry<String, JsonNode> fact : facts.properties()) {
            line.append(' ').append(fact.getKey()).append('=');
            line.append(
                    fact.getValue().isValueNode()
                            ? fact.getValue().asText()
                            : fact.getValue().toString());
        }
        shell.say(line.toString());
    }
}
