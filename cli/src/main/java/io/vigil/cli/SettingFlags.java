package io.vigil.cli;

import io.vigil.node.config.Setting;
import io.vigil.node.config.Settings;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** One option per setting, so that a flag exists for whatever vigil.toml knows. */
final class SettingFlags {
    private SettingFlags() {}

    /** {@code command} with the options, in a group of their own in the help. */
    static CommandLine addTo(CommandLine command) {
        return addTo(command, "");
    }

    /** With those of one section only, such as {@code timesync.}: what the command has a use for. */
    static CommandLine addTo(CommandLine command, String section) {
        ArgGroupSpec.Builder group =
                ArgGroupSpec.builder().heading("%nSettings, stronger than vigil.toml and VIGIL_* variables:%n");
        for (Setting<?> setting : Settings.all()) {
            if (!setting.key().startsWith(section)) {
                continue;
            }
            group.addArg(OptionSpec.builder(setting.flag())
                    .type(String.class)
                    .paramLabel("VALUE")
                    .description(escaped(setting.meaning() + " (" + setting.expected() + ")"))
                    .build());
        }
        CommandSpec spec = command.getCommandSpec();
        spec.usageMessage().abbreviateSynopsis(true); // some sixty settings would hide what the command is
        spec.addArgGroup(group.exclusive(false).validate(false).build());
        return command;
    }

    /** What the user gave, by setting. */
    static Map<Setting<?>, String> of(ParseResult result) {
        Map<Setting<?>, String> flags = new LinkedHashMap<>();
        for (Setting<?> setting : Settings.all()) {
            if (result.hasMatchedOption(setting.flag())) {
                String text = result.matchedOptionValue(setting.flag(), "");
                flags.put(setting, text);
            }
        }
        return flags;
    }

    /** Picocli formats descriptions. */
    private static String escaped(String text) {
        return text.replace("%", "%%");
    }
}
