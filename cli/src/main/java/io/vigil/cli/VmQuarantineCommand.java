package io.vigil.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.node.config.ExitCode;
import io.vigil.types.MalformedException;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a running node must not run. */
@Command(
        name = "quarantine",
        description = "Show and release the transactions that a running node will not run again.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class VmQuarantineCommand {
    private VmQuarantineCommand() {}

    static CommandLine create(Shell shell) {
        return new CommandLine(new VmQuarantineCommand())
                .addSubcommand(new Show(shell))
                .addSubcommand(new Release(shell));
    }

    /** All of them. */
    @Command(
            name = "list",
            description = "List the transactions in quarantine, the oldest first, with reasons.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:  vigil vm quarantine list --home node0"})
    static final class Show implements Callable<Integer> {
        private final Shell shell;

        @Mixin
        private HomeOption home = new HomeOption();

        @Option(names = "--json", description = "print JSON")
        private boolean json;

        Show(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() throws MalformedException, IOException {
            JsonNode list = RunningNode.of(home.home(), shell).call("quarantine_list");
            if (json) {
                shell.print(list);
                return ExitCode.OK.number();
            }
            for (JsonNode entry : list) {
                shell.say(entry.path("transaction").asText() + "  "
                        + Instant.ofEpochSecond(entry.path("since").asLong()) + "  "
                        + entry.path("reason").asText());
            }
            if (list.isEmpty()) {
                shell.say("nothing is in quarantine");
            }
            return ExitCode.OK.number();
        }
    }

    /** One of them. */
    @Command(
            name = "release",
            description = "Let a transaction run again.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:  vigil vm quarantine release 0x0123… --home node0"})
    static final class Release implements Callable<Integer> {
        private final Shell shell;

        @Mixin
        private HomeOption home = new HomeOption();

        @Parameters(paramLabel = "HASH", description = "of the transaction")
        private String hash = "";

        Release(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() throws MalformedException, IOException {
            boolean wasKept = RunningNode.of(home.home(), shell)
                    .call("quarantine_release", hash)
                    .asBoolean();
            shell.say(wasKept ? "released" : "was not in quarantine");
            return (wasKept ? ExitCode.OK : ExitCode.CHECK_FAILED).number();
        }
    }
}
