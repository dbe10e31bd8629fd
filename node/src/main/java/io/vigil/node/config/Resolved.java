package io.vigil.node.config;

import io.vigil.types.MalformedException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The effective text of every setting with its source. All texts are known to parse. */
public final class Resolved {
    private final Map<Setting<?>, Entry> entries;

    /** @param text as in the environment or in a flag; elements of a list stand between commas */
    public record Entry(String text, Source source) {}

    /** @throws MalformedException if a text does not parse; the message names key and source */
    Resolved(Map<Setting<?>, Entry> set) throws MalformedException {
        this.entries = new LinkedHashMap<>();
        for (Setting<?> setting : Settings.all()) {
            Entry entry = set.get(setting);
            entries.put(setting, entry != null ? check(setting, entry) : defaultOf(setting));
        }
    }

    public Entry entry(Setting<?> setting) {
        Entry entry = entries.get(setting);
        if (entry == null) {
            throw new IllegalStateException("setting " + setting.key() + " is read before it is resolved");
        }
        return entry;
    }

    public <T> T value(Setting<T> setting) {
        try {
            return setting.type().parse(entry(setting).text());
        } catch (MalformedException e) {
            throw new IllegalStateException(setting.key() + " was checked and no longer parses", e);
        }
    }

    private static Entry check(Setting<?> setting, Entry entry) throws MalformedException {
        try {
            setting.type().parse(entry.text());
            return entry;
        } catch (MalformedException e) {
            throw new MalformedException(entry.source().describe() + ": " + setting.key() + ": " + e.getMessage(), e);
        }
    }

    private Entry defaultOf(Setting<?> setting) throws MalformedException {
        Entry entry = switch (setting.fallback()) {
            case Setting.Fallback.Constant(String text) -> new Entry(text, new Source.Default(""));
            case Setting.Fallback.Follows(String note, var text) ->
                new Entry(text.apply(this), new Source.Default(note));
        };
        return check(setting, entry);
    }
}
