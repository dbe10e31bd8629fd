package io.vigil.cli;

import io.vigil.node.config.ExitCode;
import io.vigil.node.config.RefusedException;
import io.vigil.node.keys.PrivateFile;
import io.vigil.node.keys.SignerInterchange;
import io.vigil.types.MalformedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes a record out of a home, for good. */
@Command(
        name = "export",
        description = "Write the record of a stopped node's validator to a file and retire it here.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "From then on this home signs nothing, so that the key can move to another machine without ever signing",
            "twice. The file is JSON in the shape of EIP-3076. To undo, import it here again.",
            "",
            "Example:  vigil signer export --home node0 --out record.json"
        })
final class SignerExportCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private SignerFiles files = new SignerFiles();

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "a new file")
    private Path out = Path.of("record.json");

    SignerExportCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws MalformedException {
        if (Files.exists(out)) {
            throw new RefusedException(out + ": exists already");
        }
        return files.use(shell, transfer -> {
            SignerInterchange record = transfer.export();
            PrivateFile.create(out, record.toJson());
            shell.say(transfer.folder() + " is retired: this home signs nothing from now on");
            shell.say("its record is in " + out + "; on the other machine: vigil signer import " + out.getFileName());
            return ExitCode.OK.number();
        });
    }
}
