package io.vigil.node.admin;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vigil.node.rpc.json.RpcObserver;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToDoubleFunction;

/**
 * The node's numbers for Prometheus, under the names that operators of other nodes know. Others count into
 * {@link #registry}; what the status says is read once for each scrape.
 */
public final class NodeMetrics {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final StatusSource source;
    private final InstantSource clock;
    private final MultiGauge views;
    private final MultiGauge signed;
    private final List<Runnable> refreshing = new CopyOnWriteArrayList<>();
    private volatile NodeStatus latest;

    public NodeMetrics(StatusSource source, InstantSource clock) {
        this.source = source;
        this.clock = clock;
        this.latest = source.status();
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        views = MultiGauge.builder("consensus.validator.view")
                .description("The view a validator was last seen in; -1 if it is not heard of")
                .register(registry);
        signed = MultiGauge.builder("consensus.validator.signed")
                .description("How many of the last 64 certificates hold a validator's signature")
                .register(registry);
        addAgreement();
        addNode();
    }

    public MeterRegistry registry() {
        return registry;
    }

    /** What happens at the RPC port, counted; {@code next} is told too. */
    public RpcObserver countingRpc(RpcObserver next) {
        return new RpcObserver() {
            @Override
            public void answered(String method, Duration took, boolean failed) {
                Timer.builder("rpc.requests")
                        .description("JSON-RPC calls answered")
                        .tag("method", method)
                        .tag("failed", Boolean.toString(failed))
                        .register(registry)
                        .record(took);
                next.answered(method, took, failed);
            }

            @Override
            public void crashed(String method, Throwable cause) {
                registry.counter("rpc.crashes", "method", method).increment();
                next.crashed(method, cause);
            }

            @Override
            public void cutOff(String remote, String why) {
                registry.counter("rpc.cut", "why", why).increment();
                next.cutOff(remote, why);
            }
        };
    }

    /** What is to be done before each scrape by someone whose rows change from one to the next. */
    public void beforeScrape(Runnable refresh) {
        refreshing.add(refresh);
    }

    /** The text format of Prometheus. */
    String scrape() {
        refreshing.forEach(Runnable::run);
        latest = source.status();
        addMembers(latest.consensus());
        return registry.scrape();
    }

    /** The set may change from scrape to scrape, so its rows are made anew. */
    private void addMembers(ConsensusReport report) {
        views.register(
                report.members().stream()
                        .map(member -> MultiGauge.Row.of(Tags.of("validator", member.name()), member.view()))
                        .toList(),
                true);
        signed.register(
                report.members().stream()
                        .map(member -> MultiGauge.Row.of(Tags.of("validator", member.name()), member.signed()))
                        .toList(),
                true);
    }

    private void addAgreement() {
        gauge(
                "consensus.height",
                "Height of the last committed block",
                status -> status.head().height());
        gauge(
                "consensus.epoch",
                "Epoch of the current view",
                status -> status.agreement().epoch());
        gauge(
                "consensus.view",
                "The view this node is in",
                status -> status.agreement().view());
        gauge(
                "consensus.block.age",
                "Seconds since the last commit",
                status -> status.head().age(clock.instant()).toMillis() / 1000.0);
        gauge(
                "consensus.validators",
                "Members of the present set",
                status -> status.members().size());
        gauge("consensus.validators.power", "Power of all members", NodeStatus::totalPower);
        gauge(
                "consensus.missing.validators",
                "Members that are not heard of",
                status -> status.members().stream()
                        .filter(member -> !member.isOnline())
                        .count());
        gauge(
                "consensus.missing.validators.power",
                "Power of members that are not heard of",
                status -> status.totalPower() - status.onlinePower());
        gauge(
                "consensus.one.view.missing.power",
                "Power that lacks for a quorum in one view",
                status -> status.consensus().missingInOneView());
        gauge(
                "consensus.view.failures",
                "Views entered by timeout since the last commit",
                status -> status.consensus().failures());
        gauge(
                "consensus.failed.views",
                "Views that brought no block since the node started",
                status -> status.consensus().failedViews());
        gauge(
                "consensus.timed.out",
                "1 while this node has given up on its view",
                status -> status.consensus().timedOut() ? 1 : 0);
        gauge(
                "consensus.pressed",
                "1 while the processors are busy, so that nothing is proposed ahead",
                status -> status.consensus().pressed() ? 1 : 0);
        gauge("consensus.quorum.missing.power", "Power that lacks for a quorum", NodeStatus::missingPower);
    }

    private void addNode() {
        gauge(
                "ethereum.blockchain.height",
                "Height of the last committed block",
                status -> status.head().height());
        gauge(
                "ethereum.best.known.block.number",
                "Highest block any peer has",
                status -> status.head().highestKnown());
        gauge("ethereum.peer.count", "Connected peers", status -> status.peers().size());
        gauge("p2p.peers", "Connected peers", status -> status.peers().size());
        gauge(
                "mempool.size",
                "Transactions that wait",
                status -> status.pool().executable() + status.pool().queued());
        gauge(
                "mempool.executable",
                "Transactions that a block could take",
                status -> status.pool().executable());
        gauge(
                "mempool.size.bytes",
                "Bytes of the transactions that wait",
                status -> status.pool().sizeBytes());
        gauge(
                "node.alarms",
                "Things that a human should look at",
                status -> status.alarms().size());
    }

    private void gauge(String name, String description, ToDoubleFunction<NodeStatus> value) {
        Gauge.builder(name, this, metrics -> value.applyAsDouble(metrics.latest))
                .description(description)
                .register(registry);
    }
}
