package io.vigil.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.config.ConfigSources;
import io.vigil.node.config.ExitCode;
import io.vigil.node.config.Resolved;
import io.vigil.node.config.Setting;
import io.vigil.node.config.Settings;
import io.vigil.types.MalformedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a node would run with. */
@Command(
        name = "config",
        description = "Show or check the settings of a home.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class ConfigCommand {

    /** Every setting with its effective value and where that comes from. */
    @Command(
            name = "show",
            description = "Print every setting with its effective value and its source.",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            footer = {"", "Example:  vigil config show --home node0 --rpc-listen 127.0.0.1:9000"})
    static final class Show implements Callable<Integer> {
        private final Shell shell;

        @Mixin
        private HomeOption home = new HomeOption();

        @Option(names = "--json", description = "print JSON")
        private boolean json;

        @Spec
        private CommandSpec spec = CommandSpec.create();

        private Show(Shell shell) {
            this.shell = shell;
        }

        static CommandLine create(Shell shell) {
            return SettingFlags.addTo(new CommandLine(new Show(shell)));
        }

        @Override
        public Integer call() throws MalformedException {
            Resolved resolved = resolve(shell, home, spec);
            if (json) {
                ObjectNode settings = Shell.object();
                Settings.all()
                        .forEach(setting -> settings.putObject(setting.key())
                                .put("value", resolved.entry(setting).text())
                                .put("source", resolved.entry(setting).source().describe()));
                shell.print(settings);
                return ExitCode.OK.number();
            }
            for (Setting<?> setting : Settings.all()) {
                Resolved.Entry entry = resolved.entry(setting);
                shell.say("%-32s %-40s %s"
                        .formatted(setting.key(), entry.text(), entry.source().describe()));
            }
            return ExitCode.OK.number();
        }
    }

    /** Whether the settings of a home are right. */
    @Command(
            name = "check",
            description = "Check the settings of a home; exit code 78 if a node would refuse them.",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            footer = {"", "Example:  vigil config check --home node0"})
    static final class Check implements Callable<Integer> {
        private final Shell shell;

        @Mixin
        private HomeOption home = new HomeOption();

        @Spec
        private CommandSpec spec = CommandSpec.create();

        private Check(Shell shell) {
            this.shell = shell;
        }

        static CommandLine create(Shell shell) {
            return SettingFlags.addTo(new CommandLine(new Check(shell)));
        }

        @Override
        public Integer call() throws MalformedException {
            Settings.tree(home.home(), resolve(shell, home, spec));
            Path file = home.home().configFile();
            shell.say(file
                    + (Files.exists(file)
                            ? ": the settings are right"
                            : ": is not there; the settings without it are right"));
            return ExitCode.OK.number();
        }
    }

    private static Resolved resolve(Shell shell, HomeOption home, CommandSpec spec) throws MalformedException {
        return ConfigSources.resolve(
                home.home(),
                shell.environment(),
                SettingFlags.of(spec.commandLine().getParseResult()));
    }
}
