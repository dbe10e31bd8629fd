package io.vigil.testnet.drill;

import io.vigil.node.keys.NodeKey;
import io.vigil.node.p2p.NodeId;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long it took from the moment when a quorum of nodes had links to each other until the first of them committed a
 * new block, by the nodes' own logs, which have milliseconds. A node that was stopped a block before the others commits that first.
 */
final class Reconnection {
    private static final DateTimeFormatter LOG_TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS");
    private static final Pattern LINE =
            Pattern.compile("(\\w+)  (\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}) \\w+ +"
                    + "(?:(peer-connected|peer-disconnected) peer=(\\w+) .*"
                    + "|committed height=\\d+ view=(\\d+) .*leader=(\\d+) .*)");

    private final NodeLogs logs;
    private final int quorum;
    private final long known;
    private final Map<String, String> names;
    private final List<Entry> entries = new ArrayList<>();

    private sealed interface What {
        record Linked(String peer) implements What {}

        record Parted(String peer) implements What {}

        record Committed(long view, int leader) implements What {}
    }

    private record Entry(String node, LocalDateTime at, What what) {}

    /** @param took from reconnection to the commit of the block of {@code view} */
    record Result(Duration took, long view, int leader) {}

    /**
     * What was logged before is left out.
     *
     * @param known no block up to this view is new
     */
    Reconnection(List<NodePlan> nodes, int quorum, long known) {
        this(new NodeLogs(nodes), names(nodes), quorum, known);
        fresh();
    }

    /** @param names of the nodes by their abbreviated ids */
    Reconnection(NodeLogs logs, Map<String, String> names, int quorum, long known) {
        this.known = known;
        this.logs = logs;
        this.names = Map.copyOf(names);
        this.quorum = quorum;
    }

    private static Map<String, String> names(List<NodePlan> nodes) {
        Map<String, String> names = new HashMap<>();
        for (NodePlan node : nodes) {
            NodeId id = new NodeId(NodeKey.read(node.home().nodeKeyFile()).id());
            names.put(id.abbreviated(), node.name());
        }
        return names;
    }

    /** The result, once there is one. */
    Optional<Result> look() {
        fresh().forEach(this::take);
        return result();
    }

    void take(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return;
        }
        What what;
        if (matcher.group(3) == null) {
            what = new What.Committed(Long.parseLong(matcher.group(5)), Integer.parseInt(matcher.group(6)));
        } else {
            String peer = names.getOrDefault(matcher.group(4), matcher.group(4));
            what = matcher.group(3).equals("peer-connected") ? new What.Linked(peer) : new What.Parted(peer);
        }
        entries.add(new Entry(matcher.group(1), LocalDateTime.parse(matcher.group(2), LOG_TIME), what));
    }

    Optional<Result> result() {
        entries.sort(Comparator.comparing(Entry::at));
        Map<String, Set<String>> links = new HashMap<>();
        Optional<LocalDateTime> connected = Optional.empty();
        for (Entry entry : entries) {
            Set<String> own = links.computeIfAbsent(entry.node(), node -> new HashSet<>());
            switch (entry.what()) {
                case What.Linked(String peer) -> own.add(peer);
                case What.Parted(String peer) -> own.remove(peer);
                case What.Committed(long view, int leader) when view <= known -> {}
                case What.Committed(long view, int leader) -> {
                    LocalDateTime from = connected.orElse(entry.at());
                    return Optional.of(new Result(Duration.between(from, entry.at()), view, leader));
                }
            }
            if (connected.isEmpty() && isMesh(List.copyOf(links.keySet()), 0, List.of(), links)) {
                connected = Optional.of(entry.at());
            }
        }
        return Optional.empty();
    }

    /** Whether {@code chosen}, who are all linked, and some of those from {@code at} on make a quorum of which each is linked to each. */
    private boolean isMesh(List<String> nodes, int at, List<String> chosen, Map<String, Set<String>> links) {
        if (chosen.size() == quorum) {
            return true;
        }
        for (int i = at; i < nodes.size(); i++) {
            String next = nodes.get(i);
            boolean toAll =
                    chosen.stream().allMatch(other -> isLinked(other, next, links) && isLinked(next, other, links));
            if (toAll) {
                List<String> more = new ArrayList<>(chosen);
                more.add(next);
                if (isMesh(nodes, i + 1, more, links)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isLinked(String from, String to, Map<String, Set<String>> links) {
        return links.getOrDefault(from, Set.of()).contains(to);
    }

    private List<String> fresh() {
        try {
            return logs.fresh();
        } catch (IOException e) {
            throw new UncheckedIOException("a node's log cannot be read: " + e, e);
        }
    }
}
