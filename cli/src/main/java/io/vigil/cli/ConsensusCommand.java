package io.vigil.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.node.config.ExitCode;
import io.vigil.types.MalformedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Agreement among validators. */
@Command(
        name = "consensus",
        description = "Look at agreement among validators.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class ConsensusCommand {
    private ConsensusCommand() {}

    static CommandLine create(Shell shell) {
        return new CommandLine(new ConsensusCommand()).addSubcommand(new Status(shell));
    }

    /** Where a node and its peers stand. */
    @Command(
            name = "status",
            description =
                    "Print a running node's view, lock and timer, where each validator is, and whose power is missing.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Exit code 1 if power for a quorum is missing in every view.",
                "",
                "Example:  vigil consensus status --home node0"
            })
    static final class Status implements Callable<Integer> {
        private final Shell shell;

        @Mixin
        private HomeOption home = new HomeOption();

        @Option(names = "--json", description = "print JSON")
        private boolean json;

        Status(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() throws MalformedException, IOException {
            JsonNode status = RunningNode.of(home.home(), shell).call("consensus_status");
            if (json) {
                shell.print(status);
            } else {
                say(status);
            }
            boolean complete = status.path("power").path("missingInOneView").asLong() == 0;
            return (complete ? ExitCode.OK : ExitCode.CHECK_FAILED).number();
        }

        private void say(JsonNode status) {
            shell.say("epoch      " + text(status, "epoch") + ", view " + text(status, "view") + " of "
                    + text(status, "leader")
                    + (status.path("enteredByTimeout").asBoolean() ? ", entered by timeout" : "")
                    + (status.path("idle").asBoolean() ? ", nothing to do" : "")
                    + (status.path("pressed").asBoolean() ? ", processors busy: nothing is proposed ahead" : ""));
            shell.say("height     " + text(status, "height") + ", last block " + text(status, "lastBlockMsAgo")
                    + " ms ago");
            shell.say("timer      " + timer(status));
            shell.say("lock       " + text(status, "lock") + missing(status.path("missingFromLock")));
            shell.say("final      "
                    + (text(status, "lastFinal").isEmpty() ? "none since the start" : text(status, "lastFinal"))
                    + missing(status.path("missingFromFinal")));
            shell.say("votes      " + names(status.path("votes")) + "; gave up: " + names(status.path("timeouts")));
            if (!text(status, "lastFailure").isEmpty()) {
                shell.say("failed     " + text(status, "failedViews") + " views since the start, the last: "
                        + text(status, "lastFailure"));
            }
            if (!text(status, "waitingFor").isEmpty()) {
                shell.say("waiting    " + text(status, "waitingFor"));
            }
            JsonNode power = status.path("power");
            shell.say("power      " + text(power, "inFullestView") + " of " + text(power, "quorum") + " in view "
                    + text(power, "fullestView") + ", missing " + text(power, "missingInOneView"));
            shell.say("%-14s %7s %-8s %10s %10s %-12s %8s  %s"
                    .formatted("validator", "power", "online", "view", "height", "certificate", "signed", "version"));
            status.path("validators").forEach(member -> row(member, text(status, "certificatesCounted")));
        }

        private void row(JsonNode member, String counted) {
            shell.say("%-14s %7s %-8s %10s %10s %-12s %8s  %s"
                    .formatted(
                            text(member, "name"),
                            text(member, "power"),
                            member.path("self").asBoolean()
                                    ? "self"
                                    : member.path("online").asBoolean() ? "yes" : "NO",
                            known(member.path("view")),
                            known(member.path("height")),
                            text(member, "certificate").isEmpty() ? "-" : text(member, "certificate"),
                            text(member, "signed") + "/" + counted,
                            text(member, "version").isEmpty() ? "-" : text(member, "version")));
        }

        private static String timer(JsonNode status) {
            String after = text(status, "failures") + " views failed since the last commit";
            return status.path("timedOut").asBoolean()
                    ? "gave up on this view, " + after
                    : "gives up in " + text(status, "givesUpInMs") + " ms, " + after;
        }

        private static String missing(JsonNode names) {
            return names.isEmpty() ? "" : ", without " + names(names);
        }

        private static String names(JsonNode names) {
            List<String> all = new ArrayList<>();
            names.forEach(name -> all.add(name.asText()));
            return all.isEmpty() ? "nobody" : String.join(", ", all);
        }

        private static String known(JsonNode number) {
            return number.asLong() < 0 ? "-" : number.asText();
        }

        private static String text(JsonNode json, String field) {
            return json.path(field).asText();
        }
    }
}
