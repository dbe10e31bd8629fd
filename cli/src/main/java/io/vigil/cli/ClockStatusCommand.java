package io.vigil.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.node.config.ExitCode;
import io.vigil.types.MalformedException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a running node thinks of its clock, and why. */
@Command(
        name = "status",
        description = "Print a running node's sources, their majority, the correction, and what alarms stand.",
        mixinStandardHelpOptions = true,
        footer = {"", "Exit code 1 if an alarm stands.", "", "Example:  vigil clock status --home node0"})
final class ClockStatusCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private HomeOption home = new HomeOption();

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    ClockStatusCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws MalformedException, IOException {
        JsonNode report = RunningNode.of(home.home(), shell).call("clock_status");
        if (json) {
            shell.print(report);
        } else {
            say(shell, report);
        }
        return (report.path("alarms").isEmpty() ? ExitCode.OK : ExitCode.CHECK_FAILED).number();
    }

    static void say(Shell shell, JsonNode report) {
        if (!report.path("sources").isEmpty()) {
            ClockTable.lines(report.path("sources")).forEach(shell::say);
        }
        shell.say("mode        " + report.path("mode").asText());
        shell.say("status      " + report.path("status").asText() + ": "
                + report.path("why").asText());
        shell.say("majority    " + ClockTable.hull(report.path("hull")));
        shell.say("correction  " + (report.path("correcting").asBoolean() ? "on" : "off") + ", now "
                + ClockTable.number("%+.6f", report.path("correction")) + " s, heading for "
                + ClockTable.number("%+.6f", report.path("target")) + " s");
        shell.say("monitoring  " + (report.path("monitoring").asBoolean() ? "on" : "off"));
        for (JsonNode alarm : report.path("alarms")) {
            shell.say("ALARM       " + alarm.path("text").asText());
        }
    }
}
