package io.vigil.node.config;

import io.vigil.types.MalformedException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How the text of a setting becomes a value.
 *
 * @param expected what to write, for error messages and the comment in {@code vigil.toml}
 * @param form how TOML writes it
 */
record SettingType<T>(String expected, TomlForm form, Parser<T> parser) {
    /** Most elements of a list in a setting; far above any real peer list. */
    private static final int MAX_LIST = 1_000;

    /** The kind of TOML value that carries a setting. */
    enum TomlForm {
        STRING("\"…\""),
        INTEGER("a bare number"),
        BOOLEAN("true or false without quotes"),
        STRINGS("[\"…\", \"…\"]");

        private final String example;

        TomlForm(String example) {
            this.example = example;
        }

        String example() {
            return example;
        }
    }

    interface Parser<T> {
        T parse(String text) throws MalformedException;
    }

    T parse(String text) throws MalformedException {
        return parser.parse(text);
    }

    static SettingType<String> text() {
        return new SettingType<>("text", TomlForm.STRING, text -> text);
    }

    static SettingType<Path> path() {
        return new SettingType<>("a path", TomlForm.STRING, text -> {
            try {
                return Path.of(text);
            } catch (InvalidPathException e) {
                throw new MalformedException("'" + text + "' is not a path", e);
            }
        });
    }

    static SettingType<Boolean> bool() {
        return new SettingType<>("true or false", TomlForm.BOOLEAN, text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new MalformedException("'" + text + "' is not true or false");
        });
    }

    /** A switch that an operator also turns while the node runs, by the same words. */
    static SettingType<Boolean> onOff() {
        return new SettingType<>("on or off", TomlForm.STRING, text -> switch (text) {
            case "on" -> true;
            case "off" -> false;
            default -> throw new MalformedException("'" + text + "' is not on or off");
        });
    }

    static SettingType<Long> number(long least, long most) {
        String expected = "a number from " + least + " to " + most;
        return new SettingType<>(expected, TomlForm.INTEGER, text -> {
            long value;
            try {
                value = Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw new MalformedException("'" + text + "' is not " + expected, e);
            }
            if (value < least || value > most) {
                throw new MalformedException(text + " is not " + expected);
            }
            return value;
        });
    }

    static SettingType<Endpoint> endpoint() {
        return new SettingType<>("host:port", TomlForm.STRING, Endpoint::parse);
    }

    /** The constants of an enum in lower case. */
    static <E extends Enum<E>> SettingType<E> choice(Class<E> kind) {
        List<E> constants = Arrays.asList(kind.getEnumConstants());
        String expected = constants.stream().map(SettingType::spell).collect(Collectors.joining(", ", "one of ", ""));
        return new SettingType<>(
                expected,
                TomlForm.STRING,
                text -> constants.stream()
                        .filter(constant -> spell(constant).equals(text))
                        .findFirst()
                        .orElseThrow(() -> new MalformedException("'" + text + "' is not " + expected)));
    }

    /** A TOML array of strings; in the environment and in a flag the elements stand between commas. */
    static <T> SettingType<List<T>> list(SettingType<T> element) {
        return new SettingType<>("a list, each " + element.expected(), TomlForm.STRINGS, text -> {
            List<T> values = new ArrayList<>();
            for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
                if (values.size() == MAX_LIST) {
                    throw new MalformedException("a list of more than " + MAX_LIST + " elements");
                }
                values.add(element.parse(part.strip()));
            }
            return List.copyOf(values);
        });
    }

    private static String spell(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
