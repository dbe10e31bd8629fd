package io.vigil.testnet.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vigil.node.config.RefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What {@code testnet.json} holds: the plan, and the process of each node that was started.
 *
 * @param processes by name of node, also those that have ended
 */
record NetworkFile(NetworkPlan plan, Map<String, RunningProcess> processes) {
    private static final String NAME = "testnet.json";
    private static final int VERSION = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    NetworkFile {
        processes = new TreeMap<>(processes);
    }

    static Path in(Path folder) {
        return folder.resolve(NAME);
    }

    /** Empty if {@code folder} holds no network. */
    static Optional<NetworkFile> read(Path folder) {
        Path file = in(folder);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(folder, JSON.readTree(file.toFile())));
        } catch (IOException | IllegalArgumentException e) {
            throw new RefusedException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static NetworkFile parse(Path folder, JsonNode root) {
        if (root.path("version").asInt() != VERSION) {
            throw new IllegalArgumentException("version " + root.path("version") + " is not " + VERSION);
        }
        NetworkPlan plan = new NetworkPlan(
                folder,
                root.path("validators").asInt(),
                root.path("chainId").asLong(),
                root.path("rpcPort").asInt(),
                root.path("eth1").asText());
        Map<String, RunningProcess> processes = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : root.path("processes").properties()) {
            Instant startedAt =
                    Instant.ofEpochMilli(entry.getValue().path("startedAt").asLong());
            processes.put(
                    entry.getKey(),
                    new RunningProcess(entry.getValue().path("pid").asLong(), startedAt));
        }
        return new NetworkFile(plan, processes);
    }

    /** The file is replaced as a whole: a crash leaves the old one. */
    void write() {
        ObjectNode root = JSON.createObjectNode()
                .put("version", VERSION)
                .put("validators", plan.validators())
                .put("chainId", plan.chainId())
                .put("rpcPort", plan.rpcPort());
        if (plan.hasEth1()) {
            root.put("eth1", plan.eth1());
        }
        ObjectNode list = root.putObject("processes");
        processes.forEach((name, process) -> list.putObject(name)
                .put("pid", process.pid())
                .put("startedAt", process.startedAt().toEpochMilli()));
        Path file = in(plan.folder());
        Path fresh = file.resolveSibling(NAME + ".new");
        try {
            Files.writeString(fresh, root.toPrettyString() + "\n");
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be written: " + e, e);
        }
    }

    NetworkFile with(NetworkPlan other) {
        return new NetworkFile(other, processes);
    }

    NetworkFile with(String name, RunningProcess process) {
        Map<String, RunningProcess> all = new TreeMap<>(processes);
        all.put(name, process);
        return new NetworkFile(plan, all);
    }

    /** The process of the network's own eth1 node, if it runs. */
    Optional<ProcessHandle> eth1() {
        return Optional.ofNullable(processes.get(Eth1Node.NAME)).flatMap(RunningProcess::handle);
    }

    /** The process of a node, if it runs. */
    Optional<ProcessHandle> handle(NetworkPlan.NodePlan node) {
        return Optional.ofNullable(processes.get(node.name())).flatMap(RunningProcess::handle);
    }
}
