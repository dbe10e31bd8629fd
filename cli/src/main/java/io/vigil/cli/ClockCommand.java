package io.vigil.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The clock of a node, and time servers at large. */
@Command(
        name = "clock",
        description = "The clock of a node, time servers at large, and evidence against those that lied.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class ClockCommand {
    private ClockCommand() {}

    static CommandLine create(Shell shell) {
        return new CommandLine(new ClockCommand())
                .addSubcommand(new ClockStatusCommand(shell))
                .addSubcommand(new ClockSwitchCommand.On(shell))
                .addSubcommand(new ClockSwitchCommand.Off(shell))
                .addSubcommand(new ClockCheckCommand(shell))
                .addSubcommand(ClockServeCommand.create(shell))
                .addSubcommand(new ClockEvidenceCommand(shell));
    }
}
