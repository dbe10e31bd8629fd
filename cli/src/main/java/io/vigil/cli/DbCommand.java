package io.vigil.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The stores of a home. */
@Command(
        name = "db",
        description = "Check, scrub, roll back or recover the stores of a home, and see what they take.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class DbCommand {
    private DbCommand() {}

    static CommandLine create(Shell shell) {
        return new CommandLine(new DbCommand())
                .addSubcommand(new DbCheckCommand(shell))
                .addSubcommand(new DbScrubCommand(shell))
                .addSubcommand(new DbRollbackCommand(shell))
                .addSubcommand(new DbRecoverCommand(shell))
                .addSubcommand(new DbStatsCommand(shell));
    }
}
