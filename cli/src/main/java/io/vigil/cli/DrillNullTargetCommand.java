package io.vigil.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.testnet.drill.DrillReport;
import io.vigil.testnet.drill.NullTargetDrill;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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

    @Mixin
    private DrillOptions options = new DrillOptions("null-target", 18_745);

    DrillNullTargetCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        DrillReport report = NullTargetDrill.run(options.dir(), options.rpcPort(), shell::note);
        return options.end(shell, report, this::say);
    }

    private void say(DrillReport report) {
        say("history", report.history());
        say("relatives", report.measured().path("relatives"));
        for (Map.Entry<String, JsonNode> fault :
                report.measured().path("faults").properties()) {
            say(fault.getKey(), fault.getValue());
        }
        say("killed", report.measured().path("killed"));
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
