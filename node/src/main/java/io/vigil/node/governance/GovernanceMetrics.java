package io.vigil.node.governance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What {@link GovernanceReport} says, as numbers. */
public final class GovernanceMetrics {
    private final Supplier<? extends JsonNode> reports;
    private final MeterRegistry registry;
    private final MultiGauge missed;
    private volatile JsonNode latest = JsonNodeFactory.instance.objectNode();

    public GovernanceMetrics(MeterRegistry registry, Supplier<? extends JsonNode> reports) {
        this.reports = reports;
        this.registry = registry;
        gauge(
                "governance.version",
                "Protocol version of the chain",
                report -> report.path("version").asLong());
        gauge(
                "governance.epoch.end",
                "Last block of the epoch; 0 if it has no end",
                report -> report.path("end").asLong());
        gauge(
                "governance.proposals.open",
                "Proposals that are not decided",
                report -> report.path("proposals").size());
        gauge(
                "governance.upgrade.version",
                "Version on its way; 0 if none",
                report -> report.path("upgrade").path("version").asLong());
        gauge(
                "governance.upgrade.missing.power",
                "Power that is not ready for it but needed",
                report -> Math.max(
                        0,
                        report.path("upgrade").path("neededPower").asLong()
                                - report.path("upgrade").path("readyPower").asLong()));
        gauge(
                "governance.plan.height",
                "First block of the newest epoch that a plan began; 0 if none of the last 64",
                report -> report.path("plan").path("height").asLong());
        gauge(
                "governance.validators",
                "Records in the registry",
                report -> report.path("validators").size());
        missed = MultiGauge.builder("governance.validator.missed")
                .description("Views that a member led without a block since the last election")
                .register(registry);
    }

    /** Reads the head anew. */
    public void refresh() {
        latest = reports.get();
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        latest.path("validators").forEach(validator -> {
            if (validator.path("member").asBoolean()) {
                Tags tags = Tags.of("validator", validator.path("address").asText());
                rows.add(MultiGauge.Row.of(tags, validator.path("missed").asLong()));
            }
        });
        missed.register(rows, true);
    }

    private void gauge(String name, String description, ToDoubleFunction<JsonNode> value) {
        Gauge.builder(name, this, metrics -> value.applyAsDouble(metrics.latest))
                .description(description)
                .register(registry);
    }
}
