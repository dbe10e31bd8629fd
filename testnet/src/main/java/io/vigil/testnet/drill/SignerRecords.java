package io.vigil.testnet.drill;

import io.vigil.node.keys.SignerHistory;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Everything that the validators of a drill signed, from their signer records: none may contradict itself. */
public final class SignerRecords {
    private final List<NodePlan> nodes;
    private final Map<Slot, SignerHistory.Line> signed = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private final Set<String> begun = new HashSet<>();
    private final Map<Slot, SignerHistory.Line> newest = new HashMap<>();

    /** There may be one statement for it; {@code view} is -1 for the newest of its kind. */
    private record Slot(String node, String kind, long epoch, long view) {}

    public SignerRecords(List<NodePlan> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    /** Reads all records as they are now; each node has one. */
    public void read() {
        nodes.forEach(node -> read(node, true));
    }

    /** Reads all records as they are now; a node that had none before, since it died in its first start, may still have none. */
    public void readBegun() {
        nodes.forEach(node -> read(node, begun.contains(node.name())));
    }

    private void read(NodePlan node, boolean required) {
        List<SignerHistory.Summary> records = SignerHistory.read(node.home(), line -> take(node, line));
        if (!records.isEmpty()) {
            begun.add(node.name());
        } else if (required) {
            faults.add(node.name() + " has no record");
        }
        records.forEach(record -> record.last().forEach(line -> advance(node, line)));
    }

    /** How many statements were signed. */
    public long statements() {
        return signed.size();
    }

    long statements(String kind) {
        return signed.keySet().stream().filter(slot -> slot.kind().equals(kind)).count();
    }

    /** Two statements for one view, or a record that went back; in words. */
    public List<String> faults() {
        return List.copyOf(faults);
    }

    private void take(NodePlan node, SignerHistory.Line line) {
        SignerHistory.Line other =
                signed.putIfAbsent(new Slot(node.name(), line.kind(), line.epoch(), line.view()), line);
        if (other != null && !other.equals(line)) {
            faults.add(node.name() + " signed " + other + " and " + line);
        }
    }

    private void advance(NodePlan node, SignerHistory.Line line) {
        SignerHistory.Line old = newest.put(new Slot(node.name(), line.kind(), 0, -1), line);
        if (old != null && (line.epoch() < old.epoch() || line.epoch() == old.epoch() && line.view() < old.view())) {
            faults.add(node.name() + " went back from " + old + " to " + line);
        }
    }
}
