package io.vigil.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.testnet.drill.DrillReport;
import io.vigil.testnet.drill.NullTargetDrill;
import io.vigil.testnet.drill.Operator;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** I3. */
@Command(
        name = "null-target",
        description = {
            "The creation without a fee of 2019 and its relatives; then a VM that throws, and one that dies; then half"
                    + " of",
            "the stores are damaged and restored from a peer's snapshot."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Takes about two minutes. Exit code 0 only if in phase 1 no node went down but the one whose process is"
                    + " ended, which",
            "must come back, and no fault cost more than one view (two while a node is down); and if in phase 2 the"
                    + " damaged nodes refuse to start,",
            "their signer records stay as they are, and blocks come again with the last validator that a quorum needs.",
            "",
            "Example:  vigil drill null-target --json"
        })
final class DrillNullTargetCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private DrillOptions options = new DrillOptions("null-target", 18_745);

    @Option(
            names = "--phase",
            paramLabel = "N",
            description = "1 = transactions, 2 = damaged stores; may be repeated (default: both)")
    private Set<Integer> phases = new TreeSet<>();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    DrillNullTargetCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!NullTargetDrill.PHASES.containsAll(phases)) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--phase: 1 or 2, not " + phases);
        }
        DrillReport report = NullTargetDrill.run(
                options.dir(),
                options.rpcPort(),
                phases.isEmpty() ? NullTargetDrill.PHASES : phases,
                this::type,
                shell::note);
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
        say("stores", report.measured().path("lostStores"));
    }

    /** As an operator would, in this process. */
    private Operator.Answer type(String... words) {
        StringWriter printed = new StringWriter();
        PrintWriter writer = new PrintWriter(printed, true);
        int code = new Main(new Shell(writer, writer, shell.environment())).run(words);
        return new Operator.Answer(code, printed.toString());
    }

    private void say(String title, JsonNode facts) {
        if (facts.isEmpty()) {
            return; // a phase that was not asked for
        }
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
