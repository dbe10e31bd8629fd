package io.vigil.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Time sources as a table, from the JSON that a node or a survey gives. */
final class ClockTable {
    private static final String ROW = "%-28s %-9s %-13s %20s %14s %12s %9s";

    private ClockTable() {}

    static List<String> lines(JsonNode sources) {
        List<String> lines = new ArrayList<>();
        lines.add(ROW.formatted("source", "tier", "verdict", "offset s", "± s", "delay s", "age s"));
        for (JsonNode source : sources) {
            String name = source.path("name").asText();
            String tier = source.path("tier").asText();
            String verdict = source.path("verdict").asText();
            lines.add(
                    source.has("why")
                            ? "%-28s %-9s %-13s %s"
                                    .formatted(
                                            name,
                                            tier,
                                            verdict,
                                            source.path("why").asText())
                            : ROW.formatted(
                                    name,
                                    tier,
                                    verdict,
                                    number("%+.6f", source.path("offset")),
                                    number("%.6f", source.path("bound")),
                                    number("%.6f", source.path("delay")),
                                    number("%.1f", source.path("age"))));
        }
        return lines;
    }

    /** The interval in which the majority puts the system clock's error. */
    static String hull(JsonNode hull) {
        return hull.isObject()
                ? number("%+.6f", hull.path("earliest")) + " to " + number("%+.6f", hull.path("latest"))
                        + " s from the system clock"
                : "none";
    }

    static String number(String format, JsonNode value) {
        return String.format(Locale.ROOT, format, value.asDouble());
    }
}
