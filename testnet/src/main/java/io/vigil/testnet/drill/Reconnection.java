package io.vigil.testnet.drill;

import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.testnet.local.NodeLogs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long it took from the moment when a quorum of nodes had links to each other until the first of them committed a
 * block, by the nodes' own logs, which have milliseconds.
 */
final class Reconnection {
    private static final DateTimeFormatter LOG_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS");
    private static final Pattern LINE =
            Pattern.compile("(\\w+)  (\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}) \\w+ +"
                    + "(peer-connected|peer-disconnected|committed height=\\d+ view=(\\d+) .*leader=(\\d+)).*");

    private final NodeLogs logs;
    private final int quorum;
    private final List<Entry> entries = new ArrayList<>();

    private record Entry(String node, LocalDateTime at, String what, long view, int leader) {}

    /** @param took from reconnection to the commit of the block of {@code view} */
    record Result(Duration took, long view, int leader) {}

    /** What was logged before is left out. */
    Reconnection(List<NodePlan> nodes, int quorum) {
        this.logs = new NodeLogs(nodes);
        this.quorum = quorum;
        fresh();
    }

    /** The result, once there is one. */
    Optional<Result> look() {
        for (String line : fresh()) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                boolean isCommit = matcher.group(4) != null;
                entries.add(new Entry(
                        matcher.group(1),
                        LocalDateTime.parse(matcher.group(2), LOG_TIME),
                        isCommit ? "committed" : matcher.group(3),
                        isCommit ? Long.parseLong(matcher.group(4)) : 0,
                        isCommit ? Integer.parseInt(matcher.group(5)) : 0));
            }
        }
        entries.sort(Comparator.comparing(Entry::at));
        return result();
    }

    private Optional<Result> result() {
        Map<String, Integer> links = new HashMap<>();
        Optional<LocalDateTime> connected = Optional.empty();
        for (Entry entry : entries) {
            switch (entry.what()) {
                case "peer-connected" -> links.merge(entry.node(), 1, Integer::sum);
                case "peer-disconnected" -> links.merge(entry.node(), -1, Integer::sum);
                default -> {
                    LocalDateTime from = connected.orElse(entry.at());
                    return Optional.of(new Result(Duration.between(from, entry.at()), entry.view(), entry.leader()));
                }
            }
            if (connected.isEmpty() && isQuorum(links)) {
                connected = Optional.of(entry.at());
            }
        }
        return Optional.empty();
    }

    private boolean isQuorum(Map<String, Integer> links) {
        return links.values().stream().filter(count -> count >= quorum - 1).count() >= quorum;
    }

    private List<String> fresh() {
        try {
            return logs.fresh();
        } catch (IOException e) {
            throw new UncheckedIOException("a node's log cannot be read: " + e, e);
        }
    }
}
