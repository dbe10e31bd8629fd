package io.vigil.node.time;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.vigil.timesync.Alarm;
import io.vigil.timesync.ClockReport;
import io.vigil.timesync.ClockStatus;
import io.vigil.timesync.Source;
import io.vigil.timesync.SourceReport;
import io.vigil.timesync.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The clock's report as numbers: each source by name with what it said, the majority, the correction, what alarms. Seconds,
 * with a sign where there is one. A row that has nothing to say is absent, never zero.
 */
public final class ClockMetrics {
    private static final String SECONDS = "seconds";

    private final Supplier<ClockReport> report;
    private final MultiGauge status;
    private final MultiGauge switches;
    private final MultiGauge alarms;
    private final MultiGauge verdicts;
    private final Map<Number, MultiGauge> clock = new EnumMap<>(Number.class);
    private final Map<OfSource, MultiGauge> sources = new EnumMap<>(OfSource.class);

    /** What is known of the clock as a whole. */
    private enum Number {
        CORRECTION("How far this node's clock stands from the system clock"),
        TARGET("Where the correction is heading"),
        MAJORITY_EARLIEST("The least error of the system clock that the majority leaves possible"),
        MAJORITY_LATEST("The greatest error of the system clock that the majority leaves possible");

        private final String description;

        Number(String description) {
            this.description = description;
        }

        Optional<Duration> of(ClockReport report) {
            return switch (this) {
                case CORRECTION -> Optional.of(report.correction());
                case TARGET -> Optional.of(report.target());
                case MAJORITY_EARLIEST -> hull(report).map(ClockReport.Agreement.Hull::earliest);
                case MAJORITY_LATEST -> hull(report).map(ClockReport.Agreement.Hull::latest);
            };
        }

        private static Optional<ClockReport.Agreement.Hull> hull(ClockReport report) {
            return switch (report.agreement()) {
                case ClockReport.Agreement.Hull hull -> Optional.of(hull);
                case ClockReport.Agreement.None none -> Optional.empty();
            };
        }
    }

    /** What one source said last. */
    private enum OfSource {
        MIDPOINT("The time it named, since 1970"),
        RADIUS("The uncertainty it named"),
        OFFSET("Its time less the system clock's"),
        BOUND("How far the offset may be wrong if the source is honest"),
        DELAY("From question to reply"),
        AGE("Since the reply came");

        private final String description;

        OfSource(String description) {
            this.description = description;
        }

        double of(SourceReport.Word.Said said) {
            return switch (this) {
                case MIDPOINT -> said.midpoint().toEpochMilli() / 1e3;
                case RADIUS -> seconds(said.radius());
                case OFFSET -> seconds(said.offset());
                case BOUND -> seconds(said.bound());
                case DELAY -> seconds(said.delay());
                case AGE -> seconds(said.age());
            };
        }
    }

    public ClockMetrics(MeterRegistry registry, Supplier<ClockReport> report) {
        this.report = report;
        this.status = gauge(registry, "clock.status", "1 for the status the clock is in", "");
        this.switches = gauge(registry, "clock.switch", "1 for what is on: correction, monitoring, proposing", "");
        this.alarms = gauge(registry, "clock.alarm", "1 while the alarm stands", "");
        this.verdicts = gauge(registry, "clock.source.verdict", "1 for what the vote made of a source", "");
        for (Number number : Number.values()) {
            clock.put(number, gauge(registry, "clock." + name(number), number.description, SECONDS));
        }
        for (OfSource number : OfSource.values()) {
            sources.put(number, gauge(registry, "clock.source." + name(number), number.description, SECONDS));
        }
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String description, String unit) {
        MultiGauge.Builder builder = MultiGauge.builder(name).description(description);
        return (unit.isEmpty() ? builder : builder.baseUnit(unit)).register(registry);
    }

    /** Takes in the present report; before each scrape. */
    public void refresh() {
        ClockReport now = report.get();
        set(status, Arrays.stream(ClockStatus.values()).map(one -> row("status", one.name(), now.status() == one)));
        set(
                switches,
                List.of(
                        row("switch", "correction", now.correcting()),
                        row("switch", "monitoring", now.monitoring()),
                        row("switch", "proposing", now.status().allowsProposing()))
                        .stream());
        set(alarms, now.alarms().stream().map(Alarm::key).map(key -> row("alarm", key, true)));
        clock.forEach((number, gauge) ->
                set(gauge, number.of(now).map(value -> MultiGauge.Row.of(Tags.empty(), seconds(value))).stream()));
        set(
                verdicts,
                now.sources().stream()
                        .flatMap(source -> Arrays.stream(Verdict.values())
                                .map(one -> MultiGauge.Row.of(
                                        tags(source.source()).and("verdict", one.name()),
                                        source.verdict() == one ? 1 : 0))));
        sources.forEach((number, gauge) -> set(gauge, rows(number, now.sources()).stream()));
    }

    private static List<MultiGauge.Row<?>> rows(OfSource number, List<SourceReport> reports) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        for (SourceReport source : reports) {
            if (source.word() instanceof SourceReport.Word.Said said) {
                rows.add(MultiGauge.Row.of(tags(source.source()), number.of(said)));
            }
        }
        return rows;
    }

    private static void set(MultiGauge gauge, java.util.stream.Stream<? extends MultiGauge.Row<?>> rows) {
        gauge.register(rows.<MultiGauge.Row<?>>map(row -> row).toList(), true);
    }

    private static MultiGauge.Row<?> row(String tag, String value, boolean holds) {
        return MultiGauge.Row.of(Tags.of(tag, value), holds ? 1 : 0);
    }

    private static Tags tags(Source source) {
        return Tags.of(
                "source",
                source.name(),
                "operator",
                source.operator(),
                "tier",
                source.tier().name().toLowerCase(Locale.ROOT));
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
