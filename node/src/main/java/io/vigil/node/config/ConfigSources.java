package io.vigil.node.config;

import io.vigil.types.MalformedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * Joins file, environment and flags into one {@link Resolved}: the file is the weakest, a flag the strongest. A key
 * that no setting has is an error, since a setting that is silently ignored is found out only when it is needed.
 */
public final class ConfigSources {
    /** Largest {@code vigil.toml} that is read; a thousand peers take a tenth of it. */
    private static final long MAX_FILE_BYTES = 1 << 20;

    /** Variables that start like ours and are no settings: those of the launcher and of the commands. */
    private static final List<String> OTHER_VARIABLES = List.of(
            "VIGIL_HOME", "VIGIL_JAVA_HOME", "VIGIL_JAVA_OPTS", "VIGIL_KEY_PASSWORD", "VIGIL_NO_BUILD", "VIGIL_TRACE");

    private final Map<Setting<?>, Resolved.Entry> set = new LinkedHashMap<>();

    /**
     * Reads a home.
     *
     * @param environment all variables of the process
     * @param flags text by setting, as given on the command line
     * @throws MalformedException if a key is unknown or a value is not what the setting expects
     * @throws UncheckedIOException if the file is there and cannot be read
     */
    public static Resolved resolve(NodeHome home, Map<String, String> environment, Map<Setting<?>, String> flags)
            throws MalformedException {
        ConfigSources sources = new ConfigSources();
        sources.readFile(home.configFile());
        sources.readEnvironment(new TreeMap<>(environment));
        flags.forEach(
                (setting, text) -> sources.set.put(setting, new Resolved.Entry(text, new Source.Flag(setting.flag()))));
        return new Resolved(sources.set);
    }

    private void readFile(Path file) throws MalformedException {
        if (!Files.exists(file)) {
            return;
        }
        TomlParseResult toml = Toml.parse(read(file));
        if (toml.hasErrors()) {
            var error = toml.errors().getFirst();
            throw new MalformedException(at(file, error.position()) + error.getMessage());
        }
        for (String key : keysInOrder(toml)) {
            TomlPosition position = position(toml, key);
            if (toml.get(key) instanceof TomlTable) {
                checkSection(file, key, position);
                continue;
            }
            Setting<?> setting = known(file, key, position);
            String text = text(file, setting, toml, position);
            set.put(setting, new Resolved.Entry(text, new Source.InFile(file, position.line())));
        }
    }

    private static List<String> keysInOrder(TomlParseResult toml) {
        return toml.dottedKeySet(true).stream()
                .sorted(Comparator.<String>comparingInt(
                                key -> position(toml, key).line())
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private static void checkSection(Path file, String section, TomlPosition position) throws MalformedException {
        List<String> sections =
                Settings.all().stream().map(Setting::section).distinct().toList();
        if (!sections.contains(section)) {
            throw new MalformedException(
                    at(file, position) + "unknown section '" + section + "'" + Suggestion.among(sections, section));
        }
    }

    private static String read(Path file) throws MalformedException {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new MalformedException(file + ": larger than " + MAX_FILE_BYTES + " bytes");
            }
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new MalformedException(file + ": is not UTF-8", e);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static Setting<?> known(Path file, String key, TomlPosition position) throws MalformedException {
        for (Setting<?> setting : Settings.all()) {
            if (setting.key().equals(key)) {
                return setting;
            }
        }
        List<String> keys = Settings.all().stream().map(Setting::key).toList();
        throw new MalformedException(at(file, position) + "unknown key '" + key + "'" + Suggestion.among(keys, key));
    }

    private static TomlPosition position(TomlParseResult toml, String key) {
        TomlPosition position = toml.inputPositionOf(key);
        return position != null ? position : TomlPosition.positionAt(1, 1);
    }

    private static String text(Path file, Setting<?> setting, TomlParseResult toml, TomlPosition position)
            throws MalformedException {
        SettingType.TomlForm form = setting.type().form();
        return switch (toml.get(setting.key())) {
            case String text when form == SettingType.TomlForm.STRING -> text;
            case Long number when form == SettingType.TomlForm.INTEGER -> Long.toString(number);
            case Boolean bool when form == SettingType.TomlForm.BOOLEAN -> Boolean.toString(bool);
            case TomlArray array
            when form == SettingType.TomlForm.STRINGS && array.toList().stream().allMatch(String.class::isInstance) ->
                joined(file, setting, array, position);
            case null, default ->
                throw new MalformedException(at(file, position) + setting.key() + ": write " + form.example() + " ("
                        + setting.expected() + ")");
        };
    }

    private static String joined(Path file, Setting<?> setting, TomlArray array, TomlPosition position)
            throws MalformedException {
        List<String> elements = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            String element = array.getString(i);
            if (element.indexOf(',') >= 0) {
                throw new MalformedException(
                        at(file, position) + setting.key() + ": '" + element + "' has a comma; write two elements");
            }
            elements.add(element);
        }
        return elements.stream().collect(Collectors.joining(","));
    }

    private static String at(Path file, TomlPosition position) {
        return file + ":" + position.line() + ":" + position.column() + ": ";
    }

    private void readEnvironment(SortedMap<String, String> environment) throws MalformedException {
        List<String> variables = Settings.all().stream().map(Setting::variable).toList();
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            String name = variable.getKey();
            if (!name.startsWith("VIGIL_") || OTHER_VARIABLES.contains(name)) {
                continue;
            }
            int index = variables.indexOf(name);
            if (index < 0) {
                throw new MalformedException(
                        "unknown environment variable " + name + Suggestion.among(variables, name));
            }
            Source source = new Source.Variable(name);
            set.put(Settings.all().get(index), new Resolved.Entry(variable.getValue(), source));
        }
    }
}
