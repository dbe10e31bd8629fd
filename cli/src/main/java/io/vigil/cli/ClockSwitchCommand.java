package io.vigil.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.node.config.ExitCode;
import io.vigil.types.MalformedException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The switches of a running node's clock. They last until it restarts; its file says what it starts with. */
final class ClockSwitchCommand {
    private ClockSwitchCommand() {}

    private static int turn(Shell shell, HomeOption home, String word) throws MalformedException, IOException {
        JsonNode report = RunningNode.of(home.home(), shell).call("clock_turn", word);
        ClockStatusCommand.say(shell, report);
        return ExitCode.OK.number();
    }

    /** Lets the sources correct, within the bound. */
    @Command(
            name = "on",
            description = "Let the sources correct a running node's clock, by 500 ms at most and slewed.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Lasts until the node restarts; for good, set timesync.correction = \"on\" in vigil.toml.",
                "",
                "Example:  vigil clock on --home node0",
                "          vigil clock on --monitor --home node0     ask and alarm again"
            })
    static final class On implements Callable<Integer> {
        private final Shell shell;

        @Mixin
        private HomeOption home = new HomeOption();

        @Option(names = "--monitor", description = "turn on asking and alarming, not correcting")
        private boolean monitor;

        On(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() throws MalformedException, IOException {
            return turn(shell, home, monitor ? "monitor-on" : "on");
        }
    }

    /** Leaves the clock to the system; asking and alarming go on. */
    @Command(
            name = "off",
            description = "Stop correcting a running node's clock; asking and alarming go on.",
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "The clock slews back to the system clock; with --now it stands still until the two meet.",
                "Lasts until the node restarts; for good, set timesync.correction = \"off\" in vigil.toml.",
                "",
                "Example:  vigil clock off --home node0"
            })
    static final class Off implements Callable<Integer> {
        private final Shell shell;

        @Mixin
        private HomeOption home = new HomeOption();

        @Option(names = "--now", description = "drop the correction at once")
        private boolean now;

        @Option(names = "--monitor", description = "turn off asking and alarming, not correcting")
        private boolean monitor;

        Off(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() throws MalformedException, IOException {
            return turn(shell, home, monitor ? "monitor-off" : now ? "off-now" : "off");
        }
    }
}
