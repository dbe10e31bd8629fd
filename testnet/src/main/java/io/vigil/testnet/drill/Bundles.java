package io.vigil.testnet.drill;

import io.vigil.node.config.NodeHome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The bundles that a node wrote when its VM failed. */
record Bundles(NodeHome home) {
    List<Path> all() {
        Path folder = home.data().resolve("quarantine");
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("bundle-"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": " + e.getMessage(), e);
        }
    }

    /** How many of them give a result when they are run again: the drill's faults are not in them. */
    int replayed(Operator operator) {
        return (int) all().stream()
                .filter(file -> operator.type("vm", "replay", file.toString()).exitCode() == 0)
                .count();
    }
}
