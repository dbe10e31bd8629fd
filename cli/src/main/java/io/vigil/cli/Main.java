package io.vigil.cli;

import io.vigil.node.config.ExitCode;
import io.vigil.types.MalformedException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The entry of the program: {@code vigil COMMAND …}. */
public final class Main {
    private final Shell shell;

    Main(Shell shell) {
        this.shell = shell;
    }

    public static void main(String[] args) {
        Shell shell = new Shell(writer(System.out), writer(System.err), System.getenv());
        System.exit(new Main(shell).run(args));
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, stream.charset()), true);
    }

    int run(String... args) {
        int code = commandLine().execute(args);
        shell.out().flush();
        shell.err().flush();
        return code;
    }

    CommandLine commandLine() {
        CommandLine root = new CommandLine(new RootCommand(shell));
        root.addSubcommand(DevCommand.create(shell))
                .addSubcommand(TestnetCommand.create(shell))
                .addSubcommand(InitCommand.create(shell))
                .addSubcommand(NodeCommand.create(shell))
                .addSubcommand(new CommandLine(new KeysCommand())
                        .addSubcommand(new KeysCommand.New(shell))
                        .addSubcommand(new KeysCommand.ListKeys(shell))
                        .addSubcommand(new KeysCommand.Import(shell))
                        .addSubcommand(new KeysCommand.Export(shell))
                        .addSubcommand(new KeysCommand.Show(shell)))
                .addSubcommand(new CommandLine(new ConfigCommand())
                        .addSubcommand(ConfigCommand.Show.create(shell))
                        .addSubcommand(ConfigCommand.Check.create(shell)))
                .addSubcommand(ClockCommand.create(shell))
                .addSubcommand(SnapshotCommand.create(shell))
                .addSubcommand(DbCommand.create(shell))
                .addSubcommand(new DoctorCommand(shell))
                .addSubcommand(DepositsCommand.create(shell))
                .addSubcommand(SignerCommand.create(shell))
                .addSubcommand(ConsensusCommand.create(shell))
                .addSubcommand(GovCommand.create(shell))
                .addSubcommand(ValidatorCommands.create(shell))
                .addSubcommand(VmCommand.create(shell))
                .addSubcommand(BenchCommand.create(shell))
                .addSubcommand(DrillCommand.create(shell))
                .addSubcommand(new SimCommand(shell))
                .addSubcommand(new CompletionCommand(shell));
        root.setOut(shell.out()).setErr(shell.err());
        root.setUsageHelpLongOptionsMaxWidth(32).setUsageHelpWidth(120).setCaseInsensitiveEnumValuesAllowed(true);
        root.setParameterExceptionHandler((e, args) -> usage(e));
        root.setExecutionExceptionHandler((e, command, result) -> failure(e, command));
        return root;
    }

    private int usage(CommandLine.ParameterException e) {
        CommandSpec command = e.getCommandLine().getCommandSpec();
        shell.note("vigil: " + e.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(e, shell.err());
        shell.note("Try '" + command.qualifiedName() + " --help'.");
        return ExitCode.USAGE.number();
    }

    /** Java's own words for a file that is missing or closed are its path alone. */
    private static String what(Exception e) {
        boolean bare = e instanceof UncheckedIOException disk
                && String.valueOf(disk.getCause()).equals(e.getMessage());
        Throwable cause = bare ? Optional.<Throwable>ofNullable(e.getCause()).orElse(e) : e;
        return switch (cause) {
            case NoSuchFileException missing -> missing.getFile() + ": no such file or folder";
            case AccessDeniedException closed -> closed.getFile() + ": permission denied";
            case FileSystemException other
            when other.getReason() == null ->
                other.getFile() + ": " + other.getClass().getSimpleName();
            default ->
                Optional.ofNullable(cause.getMessage()).orElse(cause.getClass().getSimpleName());
        };
    }

    /** One line that says what and where; the stack is for the log of a node, or for who asks for it. */
    private int failure(Exception e, CommandLine command) {
        ExitCode code = e instanceof MalformedException ? ExitCode.REFUSED : ExitCode.of(e);
        shell.note("vigil: " + what(e));
        boolean ours = e instanceof IllegalStateException || e instanceof NullPointerException;
        if (ours || shell.environment().containsKey("VIGIL_TRACE")) {
            e.printStackTrace(shell.err());
        }
        return code.number();
    }
}
