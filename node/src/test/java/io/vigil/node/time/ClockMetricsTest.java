package io.vigil.node.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vigil.timesync.Alarm;
import io.vigil.timesync.ClockReport;
import io.vigil.timesync.ClockStatus;
import io.vigil.timesync.Mode;
import io.vigil.timesync.Source;
import io.vigil.timesync.SourceReport;
import io.vigil.timesync.Tier;
import io.vigil.timesync.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ClockMetricsTest {
    private static final SourceReport HONEST = said("honest", Verdict.AGREES, Duration.ofMillis(-250));
    private static final SourceReport LIAR = said("ticktock", Verdict.LIES_OUTSIDE, Duration.ofDays(1));
    private static final SourceReport SILENT = new SourceReport(
            new Source("silent", "op", Tier.NTP, false), Verdict.SILENT, new SourceReport.Word.Nothing("no reply"));

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AtomicReference<ClockReport> report =
            new AtomicReference<>(report(new ClockReport.Agreement.None(), List.of(), List.of()));

    @Test
    void eachSourceIsShownByNameWithBothSignsAndWhatDoesNotHoldIsAbsent() {
        report.set(report(
                new ClockReport.Agreement.Hull(Duration.ofMillis(-300), Duration.ofMillis(200)),
                List.of(HONEST, LIAR, SILENT),
                List.of(new Alarm.SourcesLie(Tier.ROUGHTIME, List.of(LIAR)))));
        ClockMetrics metrics = new ClockMetrics(registry, report::get);
        metrics.refresh();

        assertThat(registry.scrape().lines())
                .contains(
                        "clock_status{status=\"SYNCED\"} 1.0",
                        "clock_status{status=\"UNTRUSTED\"} 0.0",
                        "clock_switch{switch=\"correction\"} 1.0",
                        "clock_switch{switch=\"proposing\"} 1.0",
                        "clock_correction_seconds -0.01",
                        "clock_majority_earliest_seconds -0.3",
                        "clock_majority_latest_seconds 0.2",
                        "clock_source_offset_seconds{operator=\"op\",source=\"honest\",tier=\"roughtime\"} -0.25",
                        "clock_source_offset_seconds{operator=\"op\",source=\"ticktock\",tier=\"roughtime\"} 86400.0",
                        "clock_source_radius_seconds{operator=\"op\",source=\"ticktock\",tier=\"roughtime\"} 1.0",
                        "clock_source_verdict{operator=\"op\",source=\"ticktock\",tier=\"roughtime\","
                                + "verdict=\"LIES_OUTSIDE\"} 1.0",
                        "clock_source_verdict{operator=\"op\",source=\"silent\",tier=\"ntp\",verdict=\"SILENT\"} 1.0",
                        "clock_alarm{alarm=\"sources-lie-ROUGHTIME ticktock\"} 1.0")
                .noneMatch(line -> line.startsWith("clock_source_offset_seconds") && line.contains("silent"));

        report.set(report(new ClockReport.Agreement.None(), List.of(SILENT), List.of()));
        metrics.refresh();
        assertThat(registry.scrape().lines())
                .noneMatch(line -> line.startsWith("clock_alarm{"))
                .noneMatch(line -> line.startsWith("clock_majority_earliest_seconds "))
                .noneMatch(line -> line.contains("ticktock"));
    }

    private static ClockReport report(ClockReport.Agreement agreement, List<SourceReport> sources, List<Alarm> alarms) {
        return new ClockReport(
                Mode.ROUGHTIME,
                ClockStatus.SYNCED,
                "",
                true,
                true,
                Duration.ofMillis(-10),
                Duration.ofMillis(-20),
                agreement,
                sources,
                alarms);
    }

    private static SourceReport said(String name, Verdict verdict, Duration offset) {
        return new SourceReport(
                new Source(name, "op", Tier.ROUGHTIME, false),
                verdict,
                new SourceReport.Word.Said(
                        Instant.parse("2026-11-21T05:00:00Z"),
                        Duration.ofSeconds(1),
                        offset,
                        Duration.ofMillis(1500),
                        Duration.ofMillis(3),
                        Duration.ofSeconds(2)));
    }
}
