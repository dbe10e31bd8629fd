package io.vigil.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The contract VM alone, without a chain. */
@Command(
        name = "vm",
        description = "Run contract code or public tests on the contract VM, without a chain.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class VmCommand {
    private VmCommand() {}

    static CommandLine create(Shell shell) {
        return new CommandLine(new VmCommand())
                .addSubcommand(new VmRunCommand(shell))
                .addSubcommand(new VmStateTestCommand(shell))
                .addSubcommand(new VmReplayCommand(shell))
                .addSubcommand(VmQuarantineCommand.create(shell));
    }
}
