package io.vigil.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Snapshots of a state at a block, which prove themselves. */
@Command(
        name = "snapshot",
        description = "Make, prove, restore and throw away snapshots of the chain's state.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class SnapshotCommand {
    private SnapshotCommand() {}

    static CommandLine create(Shell shell) {
        return new CommandLine(new SnapshotCommand())
                .addSubcommand(new SnapshotCreateCommand(shell))
                .addSubcommand(new SnapshotListCommand(shell))
                .addSubcommand(new SnapshotVerifyCommand(shell))
                .addSubcommand(new SnapshotRestoreCommand(shell))
                .addSubcommand(new SnapshotPruneCommand(shell))
                .addSubcommand(new SnapshotPinCommand(shell));
    }
}
