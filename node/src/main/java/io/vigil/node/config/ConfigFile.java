package io.vigil.node.config;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** The text of a new {@code vigil.toml}: every setting with its meaning; those that keep their default stand behind a #. */
public final class ConfigFile {
    private ConfigFile() {}

    /** @param set text by setting, as in a flag */
    public static String text(Map<Setting<?>, String> set) {
        StringBuilder text = new StringBuilder();
        text.append("# Settings of a Vigil node. A line behind # shows the default.\n");
        text.append("# Environment variables (VIGIL_SECTION_NAME) and flags (--section-name) are stronger than this"
                + " file.\n");
        String section = "";
        for (Setting<?> setting : Settings.all()) {
            if (!setting.section().equals(section)) {
                section = setting.section();
                text.append("\n[").append(section).append("]\n");
            }
            text.append("# ")
                    .append(setting.meaning())
                    .append(" (")
                    .append(setting.expected())
                    .append(")\n");
            text.append(line(setting, set)).append('\n');
        }
        return text.toString();
    }

    private static String line(Setting<?> setting, Map<Setting<?>, String> set) {
        String own = set.get(setting);
        if (own != null) {
            return setting.name() + " = " + toml(setting, own);
        }
        return switch (setting.fallback()) {
            case Setting.Fallback.Constant(String text) -> "# " + setting.name() + " = " + toml(setting, text);
            case Setting.Fallback.Follows(String note, var text) -> "# " + setting.name() + " = (as " + note + ")";
        };
    }

    private static String toml(Setting<?> setting, String text) {
        return switch (setting.type().form()) {
            case STRING -> quoted(text);
            case INTEGER, BOOLEAN -> text;
            case STRINGS ->
                text.isBlank()
                        ? "[]"
                        : Arrays.stream(text.split(",", -1))
                                .map(String::strip)
                                .map(ConfigFile::quoted)
                                .collect(Collectors.joining(", ", "[", "]"));
        };
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
