package io.vigil.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.config.ExitCode;
import io.vigil.node.keys.SignerHistory;
import io.vigil.node.keys.SignerHistory.Line;
import io.vigil.node.keys.SignerHistory.Summary;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The record of what a validator signed. */
@Command(
        name = "signer",
        description = "Look at the record of everything a validator signed, and move it to another machine.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class SignerCommand {

    static CommandLine create(Shell shell) {
        return new CommandLine(new SignerCommand())
                .addSubcommand(new Status(shell))
                .addSubcommand(new SignerExportCommand(shell))
                .addSubcommand(new SignerImportCommand(shell))
                .addSubcommand(new SignerRecoverCommand(shell));
    }

    /** Watermarks and lock; with {@code --log} the whole history. */
    @Command(
            name = "status",
            description = "Print lock, commit floor and the last statement of each kind; the node may be running.",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            footer = {"", "Example:  vigil signer status --home vigil-testnet/node0 --log"})
    static final class Status implements Callable<Integer> {
        private final Shell shell;

        @Mixin
        private HomeOption home = new HomeOption();

        @Option(names = "--log", description = "also every statement that was signed, in order")
        private boolean log;

        @Option(names = "--json", description = "print JSON")
        private boolean json;

        Status(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            if (json) {
                List<Line> statements = new ArrayList<>();
                List<Summary> summaries = SignerHistory.read(home.home(), log ? statements::add : line -> {});
                shell.print(object(summaries, statements));
                return ExitCode.OK.number();
            }
            List<Summary> summaries = SignerHistory.read(home.home(), log ? this::say : line -> {});
            if (summaries.isEmpty()) {
                shell.say("nothing was signed in " + home.home().root());
            }
            for (Summary summary : summaries) {
                shell.say("chain " + summary.genesis());
                shell.say("  commit floor " + summary.commitFloor() + ", lock of view " + summary.lockView() + " on "
                        + summary.lockBlock());
                summary.last().forEach(this::say);
                if (summary.retired()) {
                    shell.say("  RETIRED: it was exported; nothing is signed with this copy");
                }
            }
            return ExitCode.OK.number();
        }

        private void say(Line line) {
            shell.say("  %-20s epoch %d view %d %s %s"
                    .formatted(line.kind(), line.epoch(), line.view(), line.block(), line.detail())
                    .stripTrailing());
        }

        private ObjectNode object(List<Summary> summaries, List<Line> statements) {
            ObjectNode root = Shell.object();
            ArrayNode chains = root.putArray("chains");
            for (Summary summary : summaries) {
                ObjectNode chain = chains.addObject()
                        .put("genesis", summary.genesis())
                        .put("commitFloor", summary.commitFloor())
                        .put("lockView", summary.lockView())
                        .put("lockBlock", summary.lockBlock().toString())
                        .put("retired", summary.retired());
                addAll(chain.putArray("last"), summary.last());
            }
            if (log) {
                addAll(root.putArray("statements"), statements);
            }
            return root;
        }

        private static void addAll(ArrayNode array, List<Line> lines) {
            lines.forEach(line -> array.addObject()
                    .put("kind", line.kind())
                    .put("epoch", line.epoch())
                    .put("view", line.view())
                    .put("block", line.block().toString())
                    .put("detail", line.detail()));
        }
    }
}
