package io.vigil.testnet.drill;

import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.NodeLogs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When each block was stamped by the machine's own clock. The leader's log says it: its lines bear the system clock's
 * time, which no time source touches, and a block's line follows its stamp by the milliseconds that it names. So neither
 * delivery nor the way to a commit blurs the comparison, and all nodes of a drill share one machine.
 */
final class StampLog {
    private static final DateTimeFormatter LOG_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS");
    private static final Pattern BUILT = Pattern.compile("(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}) \\w+ +"
            + "built .*hash=(0x[0-9a-f]{64}) timestamp=(\\d+) .*buildMs=(\\d+)");

    private final NodeLogs logs;
    private final Map<String, Duration> distances = new HashMap<>();

    StampLog(List<NodePlan> nodes) {
        this.logs = new NodeLogs(nodes);
    }

    /** Takes in what the nodes wrote since the last time. */
    void read() {
        try {
            logs.fresh().forEach(this::take);
        } catch (IOException e) {
            throw new UncheckedIOException("a node's log cannot be read: " + e, e);
        }
    }

    /**
     * How far the block's stamp was from the machine's time: above zero if ahead, below if behind. A stamp of whole
     * seconds names the second that begins there, so within that second the distance is zero. Empty if no leader's log has
     * the block.
     */
    Optional<Duration> distance(String blockHash) {
        return Optional.ofNullable(distances.get(blockHash));
    }

    private void take(String line) {
        Matcher built = BUILT.matcher(line);
        if (built.find()) {
            Instant written = LocalDateTime.parse(built.group(1), LOG_TIME).toInstant(ZoneOffset.UTC);
            Instant stamped = written.minusMillis(Long.parseLong(built.group(4)));
            Instant second = Instant.ofEpochSecond(Long.parseLong(built.group(3)));
            distances.put(built.group(2), distance(stamped, second));
        }
    }

    /** Of the second that begins at {@code second} from {@code stamped}. */
    private static Duration distance(Instant stamped, Instant second) {
        if (stamped.isBefore(second)) {
            return Duration.between(stamped, second);
        }
        Instant end = second.plusSeconds(1);
        return stamped.isBefore(end) ? Duration.ZERO : Duration.between(stamped, end);
    }
}
