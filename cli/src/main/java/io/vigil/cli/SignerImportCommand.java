package io.vigil.cli;

import io.vigil.node.config.ExitCode;
import io.vigil.node.keys.SignerInterchange;
import io.vigil.types.MalformedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts a record into a home. */
@Command(
        name = "import",
        description = "Merge an exported record into that of a stopped node's validator.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "Of both records the higher counts in everything, so importing an old file does no harm. The record must"
                    + " be",
            "of this home's chain and key.",
            "",
            "--in-place: the folder signer/ was moved here by other means than export, such as a copy of the whole"
                    + " disk.",
            "A node that still runs elsewhere with this key will be caught only after both have signed: be sure that",
            "there is none, and that this copy was made after it had stopped.",
            "",
            "Example:  vigil signer import record.json --home node0"
        })
final class SignerImportCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "what vigil signer export wrote")
    private @Nullable Path file;

    @Mixin
    private SignerFiles files = new SignerFiles();

    @Option(names = "--in-place", description = "declare the copy in signer/ to be the record itself")
    private boolean inPlace;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    SignerImportCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws MalformedException {
        if ((file == null) != inPlace) {
            throw new ParameterException(spec.commandLine(), "name a FILE, or say --in-place");
        }
        return files.use(shell, transfer -> {
            if (file == null) {
                transfer.adopt();
            } else {
                transfer.take(SignerInterchange.parse(text(file)));
            }
            shell.say(transfer.folder() + " may be signed with");
            return ExitCode.OK.number();
        });
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
