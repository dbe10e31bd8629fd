package io.vigil.node.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.vigil.node.admin.AdminPage.Content;
import io.vigil.node.rpc.json.MethodTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The pages and the call that every node has: {@code /livez}, {@code /readyz}, {@code /health}, {@code /metrics} for
 * probes, {@code /} the dashboard, and {@code admin_status}, where the dashboard gets what it shows. The page itself
 * holds nothing; what it shows needs the token, which it takes from the end of its address ({@code #token=…}, the part
 * that browsers keep to themselves) or asks for.
 */
public final class AdminPages {
    private static final String JSON = "application/json";

    private final StatusSource source;
    private final NodeMetrics metrics;
    private final InstantSource clock;

    public AdminPages(StatusSource source, NodeMetrics metrics, InstantSource clock) {
        this.source = source;
        this.metrics = metrics;
        this.clock = clock;
    }

    public SortedMap<String, AdminPage> pages() {
        String dashboard = resource("dashboard.html");
        SortedMap<String, AdminPage> pages = new TreeMap<>();
        pages.put("/", query -> new Content(200, "text/html; charset=utf-8", dashboard));
        pages.put("/livez", query -> shown(Health.alive()));
        pages.put("/readyz", this::ready);
        pages.put("/health", query -> shown(Health.full(source.status(), clock.instant())));
        pages.put("/metrics", query -> new Content(200, "text/plain; version=0.0.4; charset=utf-8", metrics.scrape()));
        return pages;
    }

    /** Adds {@code admin_status} and {@code consensus_status}. */
    public void addTo(MethodTable.Builder calls) {
        calls.add("admin_status", 0, params -> StatusJson.of(source.status(), clock.instant()));
        calls.add("consensus_status", 0, params -> ConsensusJson.of(source.status(), clock.instant()));
    }

    private Content ready(SortedMap<String, String> query) {
        Health.Wanted usual = Health.Wanted.USUAL;
        try {
            return shown(Health.ready(
                    source.status(),
                    new Health.Wanted(
                            Math.toIntExact(number(query, "minPeers", usual.minPeers())),
                            number(query, "maxBehind", usual.maxBehind()),
                            Duration.ofSeconds(
                                    number(query, "maxAge", usual.maxAge().toSeconds()))),
                    clock.instant()));
        } catch (NumberFormatException | ArithmeticException e) {
            String text = "minPeers, maxBehind (blocks) and maxAge (seconds) are whole numbers";
            return new Content(
                    400,
                    JSON,
                    JsonNodeFactory.instance.objectNode().put("error", text).toString());
        }
    }

    private static long number(SortedMap<String, String> query, String name, long usual) {
        String text = query.get(name);
        return text == null ? usual : Long.parseLong(text);
    }

    private static Content shown(Health health) {
        return new Content(health.isGood() ? 200 : 503, JSON, health.toJson().toString());
    }

    private static String resource(String name) {
        try (InputStream in = AdminPages.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("not in the program: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
