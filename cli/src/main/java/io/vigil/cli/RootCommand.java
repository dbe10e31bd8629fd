package io.vigil.cli;

import io.vigil.node.config.ExitCode;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code vigil} alone prints the help. */
@Command(
        name = "vigil",
        description = "A blockchain validator node: BFT finality, Ethereum contracts and JSON-RPC.",
        mixinStandardHelpOptions = true,
        versionProvider = RootCommand.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExit codes:%n",
        footer = {
            "  0   done",
            "  1   a check failed, or the command could not do what was asked",
            "  2   the command line is wrong",
            "  74  reading or writing a disk failed",
            "  78  refuses to run: settings, keys, genesis or records do not allow it",
            "",
            "Start with:  vigil dev            one validator, ready in seconds",
            "             vigil testnet up     a network of four",
            "Help of a command:  vigil COMMAND --help"
        })
final class RootCommand implements Callable<Integer> {
    private final Shell shell;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    RootCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(shell.out());
        return ExitCode.USAGE.number();
    }

    /** From the manifest of the jar that runs. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"vigil " + text() + " (Java " + Runtime.version() + ")"};
        }

        static String text() {
            return Optional.ofNullable(RootCommand.class.getPackage().getImplementationVersion())
                    .orElse("from sources");
        }
    }
}
