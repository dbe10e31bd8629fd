package io.vigil.node.rpc.eth;

import com.fasterxml.jackson.databind.JsonNode;
import io.vigil.node.rpc.json.Hex;
import io.vigil.node.rpc.json.InvalidArgumentException;
import io.vigil.vm.trace.StructLogs;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What to show of a trace, and for how long to try: geth's {@code TraceConfig}. */
record TraceOptions(Tracer tracer, Duration timeLimit) {
    /** geth's. */
    static final Duration DEFAULT_TIME = Duration.ofSeconds(5);

    static final Duration MAX_TIME = Duration.ofSeconds(30);

    static final TraceOptions DEFAULT =
            new TraceOptions(new Tracer.Steps(StructLogs.Options.DEFAULT, Optional.empty()), DEFAULT_TIME);

    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s|m)");

    /** What is shown. */
    sealed interface Tracer {
        /** Every instruction. @param limit of steps that are shown; geth cuts there without a word */
        record Steps(StructLogs.Options options, Optional<Long> limit) implements Tracer {}

        /** The tree of calls. */
        record Calls(boolean onlyTop, boolean withLogs) implements Tracer {}
    }

    static TraceOptions parse(JsonNode json) throws InvalidArgumentException {
        if (!json.isObject()) {
            throw Hex.mismatch(Hex.kind(json), Hex.into("tracers.TraceConfig"));
        }
        return new TraceOptions(tracer(json), timeLimit(json.path("timeout").asText("")));
    }

    private static Tracer tracer(JsonNode json) throws InvalidArgumentException {
        return switch (json.path("tracer").asText("")) {
            case "", "structLogger" -> steps(json);
            case "callTracer" -> calls(json.path("tracerConfig"));
            default ->
                throw new InvalidArgumentException("tracer not found: '"
                        + json.path("tracer").asText() + "'; there are callTracer and, without a name, structLogs");
        };
    }

    private static Tracer.Steps steps(JsonNode json) throws InvalidArgumentException {
        StructLogs.Options options = new StructLogs.Options(
                !flag(json, "disableStack"),
                flag(json, "enableMemory"),
                !flag(json, "disableStorage"),
                flag(json, "enableReturnData"));
        long limit = json.path("limit").asLong(0);
        if (limit < 0) {
            throw new InvalidArgumentException("limit " + limit + " is negative");
        }
        return new Tracer.Steps(options, limit == 0 ? Optional.empty() : Optional.of(limit));
    }

    private static Tracer.Calls calls(JsonNode json) throws InvalidArgumentException {
        return new Tracer.Calls(flag(json, "onlyTopCall"), flag(json, "withLog"));
    }

    private static boolean flag(JsonNode json, String name) throws InvalidArgumentException {
        return json.hasNonNull(name) && Hex.flag(json.path(name));
    }

    /** A duration as Go writes them, such as {@code 10s}; no more than {@link #MAX_TIME}. */
    private static Duration timeLimit(String text) throws InvalidArgumentException {
        if (text.isEmpty()) {
            return DEFAULT_TIME;
        }
        Matcher parts = DURATION.matcher(text.toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            throw new InvalidArgumentException("timeout '" + text + "' is no duration such as 10s or 500ms");
        }
        long number = Long.parseLong(parts.group(1));
        Duration wanted = switch (parts.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            default -> Duration.ofMinutes(number);
        };
        return wanted.compareTo(MAX_TIME) > 0 ? MAX_TIME : wanted;
    }
}
