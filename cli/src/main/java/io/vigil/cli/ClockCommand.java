package io.vigil.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The clock of a node, and time servers at large. */
@Command(
        name = "clock",
        description = "Look at time servers, serve time, check evidence against servers that lied.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class ClockCommand {
    private ClockCommand() {}

    static CommandLine create(Shell shell) {
        return new CommandLine(new ClockCommand())
                .addSubcommand(new ClockCheckCommand(shell))
                .addSubcommand(ClockServeCommand.create(shell))
                .addSubcommand(new ClockEvidenceCommand(shell));
    }
}
