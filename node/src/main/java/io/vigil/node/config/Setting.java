package io.vigil.node.config;

import java.util.Locale;
import java.util.function.Function;

/**
 * One thing an operator may set.
 *
 * @param key {@code section.name} as in {@code vigil.toml}
 * @param fallback its value when nobody sets it
 * @param meaning one line for help, file and {@code config show}
 */
public record Setting<T>(String key, SettingType<T> type, Fallback fallback, String meaning) {

    /** The text of a setting that nobody sets. */
    sealed interface Fallback {
        record Constant(String text) implements Fallback {}

        /** @param note how it follows from settings that stand before it in {@link Settings#all} */
        record Follows(String note, Function<Resolved, String> text) implements Fallback {}
    }

    static <T> Setting<T> of(String key, SettingType<T> type, String fallback, String meaning) {
        return new Setting<>(key, type, new Fallback.Constant(fallback), meaning);
    }

    static <T> Setting<T> following(
            String key, SettingType<T> type, String note, Function<Resolved, String> text, String meaning) {
        return new Setting<>(key, type, new Fallback.Follows(note, text), meaning);
    }

    public String section() {
        return key.substring(0, key.indexOf('.'));
    }

    public String name() {
        return key.substring(key.indexOf('.') + 1);
    }

    /** {@code VIGIL_SECTION_NAME}. */
    public String variable() {
        return "VIGIL_" + key.replace('.', '_').toUpperCase(Locale.ROOT);
    }

    /** {@code --section-name}. */
    public String flag() {
        return "--" + key.replace('.', '-').replace('_', '-');
    }

    /** What may be written, for help and error messages. */
    public String expected() {
        return type.expected();
    }

    @Override
    public String toString() {
        return key;
    }
}
