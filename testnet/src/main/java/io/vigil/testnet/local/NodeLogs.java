package io.vigil.testnet.local;

import io.vigil.testnet.local.NetworkPlan.NodePlan;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The lines of several nodes' logs, each with its node's name in front. */
public final class NodeLogs {
    /** Read from the end of a log, or of what came since; far more than a screen. */
    private static final int MAX_READ_BYTES = 1 << 20;

    private final List<NodePlan> nodes;
    private final Map<NodePlan, Long> read = new HashMap<>();

    public NodeLogs(List<NodePlan> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    /** The log that a node writes in its home. */
    public static Path file(NodePlan node) {
        return node.home().logs().resolve("vigil.log");
    }

    /** The last {@code count} lines of each. */
    public List<String> last(int count) throws IOException {
        List<String> all = new ArrayList<>();
        for (NodePlan node : nodes) {
            List<String> lines = linesFrom(node, 0);
            all.addAll(lines.subList(Math.max(0, lines.size() - count), lines.size()));
        }
        return all;
    }

    /** Whole lines that were written since the last question. */
    public List<String> fresh() throws IOException {
        List<String> all = new ArrayList<>();
        for (NodePlan node : nodes) {
            all.addAll(linesFrom(node, read.getOrDefault(node, 0L)));
        }
        return all;
    }

    private List<String> linesFrom(NodePlan node, long from) throws IOException {
        Path file = file(node);
        if (!Files.exists(file)) {
            return List.of();
        }
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            long begin = from <= log.length() ? from : 0; // a shorter file is a new one
            begin = Math.max(begin, log.length() - MAX_READ_BYTES);
            byte[] bytes = new byte[(int) (log.length() - begin)];
            log.seek(begin);
            log.readFully(bytes);
            int end = bytes.length;
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            read.put(node, begin + end);
            String text = new String(bytes, 0, end, StandardCharsets.UTF_8);
            return text.lines().map(line -> node.name() + "  " + line).toList();
        }
    }
}
