package io.vigil.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Proposals, votes and upgrades. */
@Command(
        name = "gov",
        description = "Read and make proposals, vote, and see how an upgrade stands.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class GovCommand {
    private GovCommand() {}

    static CommandLine create(Shell shell) {
        return new CommandLine(new GovCommand())
                .addSubcommand(new GovStatusCommand(shell))
                .addSubcommand(new GovListCommand(shell))
                .addSubcommand(new GovShowCommand(shell))
                .addSubcommand(GovProposeCommand.create(shell))
                .addSubcommand(new GovVoteCommand(shell))
                .addSubcommand(GovPlanCommand.create(shell))
                .addSubcommand(GovUpgradeCommand.create(shell));
    }
}
