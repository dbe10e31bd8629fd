package io.vigil.testnet.drill;

import io.vigil.node.config.NewHome;
import io.vigil.node.keys.SignerTransfer;
import io.vigil.testnet.local.NetworkPlan.NodePlan;
import io.vigil.types.genesis.Genesis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Copies of what stopped nodes hold and have signed, so that one state can be started from again and again. */
final class SavedHomes {
    private final Path folder;
    private final List<NodePlan> nodes;

    private SavedHomes(Path folder, List<NodePlan> nodes) {
        this.folder = folder;
        this.nodes = nodes;
    }

    static SavedHomes save(Path folder, List<NodePlan> nodes) {
        for (NodePlan node : nodes) {
            copy(node.home().data(), folder.resolve(node.name()).resolve("data"));
            copy(node.home().signer(), folder.resolve(node.name()).resolve("signer"));
        }
        return new SavedHomes(folder, List.copyOf(nodes));
    }

    void restore() {
        for (NodePlan node : nodes) {
            copy(folder.resolve(node.name()).resolve("data"), node.home().data());
            copy(folder.resolve(node.name()).resolve("signer"), node.home().signer());
            adopt(node);
        }
    }

    /** A copy of a record is refused, unless an operator says that it is the record itself. */
    private static void adopt(NodePlan node) {
        Genesis genesis = NewHome.readGenesis(node.home().genesisFile());
        SignerTransfer transfer = new SignerTransfer(node.home(), genesis, List.of());
        if (Files.isDirectory(transfer.folder())) {
            transfer.adopt();
        }
    }

    /** Forgets the chain of a node and what it signed there. */
    static void empty(NodePlan node) {
        try {
            delete(node.home().data());
            delete(node.home().signer());
        } catch (IOException e) {
            throw new UncheckedIOException(node.home().root() + ": cannot be emptied: " + e, e);
        }
    }

    private static void copy(Path from, Path to) {
        try {
            delete(to);
            try (Stream<Path> files = Files.walk(from)) {
                for (Path file : files.toList()) {
                    Path target = to.resolve(from.relativize(file).toString());
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(from + ": cannot be copied to " + to + ": " + e, e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
