package io.vigil.node.time;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.timesync.Alarm;
import io.vigil.timesync.ClockReport;
import io.vigil.timesync.SourceReport;
import io.vigil.timesync.Survey;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** The clock's report as commands and the dashboard read it. Durations are seconds with a sign. */
public final class ClockJson {
    private ClockJson() {}

    public static ObjectNode of(ClockReport report) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("mode", report.mode().word());
        json.put("status", report.status().name());
        json.put("why", report.why());
        json.put("correcting", report.correcting());
        json.put("monitoring", report.monitoring());
        json.put("correction", seconds(report.correction()));
        json.put("target", seconds(report.target()));
        write(report.agreement(), json);
        write(report.sources(), json);
        ArrayNode alarms = json.putArray("alarms");
        for (Alarm alarm : report.alarms()) {
            alarms.addObject().put("key", alarm.key()).put("text", alarm.describe());
        }
        return json;
    }

    public static ObjectNode of(Survey.Result result) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("agreed", result.agreed());
        json.put("why", result.why());
        write(result.agreement(), json);
        write(result.sources(), json);
        ArrayNode contradictions = json.putArray("contradictions");
        for (Alarm.Contradiction found : result.contradictions()) {
            contradictions
                    .addObject()
                    .put("earlier", found.earlier())
                    .put("later", found.later())
                    .put("proof", found.proof())
                    .put("text", found.describe());
        }
        return json;
    }

    private static void write(ClockReport.Agreement agreement, ObjectNode json) {
        switch (agreement) {
            case ClockReport.Agreement.Hull(Duration earliest, Duration latest) ->
                json.putObject("hull").put("earliest", seconds(earliest)).put("latest", seconds(latest));
            case ClockReport.Agreement.None none -> json.putNull("hull");
        }
    }

    private static void write(List<SourceReport> reports, ObjectNode json) {
        ArrayNode sources = json.putArray("sources");
        reports.forEach(source -> write(source, sources.addObject()));
    }

    private static void write(SourceReport source, ObjectNode json) {
        json.put("name", source.source().name());
        json.put("operator", source.source().operator());
        json.put("tier", source.source().tier().name().toLowerCase(Locale.ROOT));
        json.put("verdict", source.verdict().name());
        switch (source.word()) {
            case SourceReport.Word.Said said -> {
                json.put("midpoint", said.midpoint().toString());
                json.put("radius", seconds(said.radius()));
                json.put("offset", seconds(said.offset()));
                json.put("bound", seconds(said.bound()));
                json.put("delay", seconds(said.delay()));
                json.put("age", seconds(said.age()));
            }
            case SourceReport.Word.Nothing(String why) -> json.put("why", why);
        }
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
