package io.vigil.node.upkeep;

import io.vigil.node.config.ConfigSources;
import io.vigil.node.config.NodeConfig;
import io.vigil.node.config.NodeHome;
import io.vigil.node.config.RefusedException;
import io.vigil.node.config.Settings;
import io.vigil.node.keys.NodeKey;
import io.vigil.types.MalformedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The chain, the consensus journal and the waiting transactions of a home whose node does not run, as the home of an observer: to try things out. Keys and
 * signer record are not even read. Files that RocksDB never changes are linked where the file system can, so that a copy is quick and small.
 */
public final class HomeCopy implements AutoCloseable {
    private static final List<String> NEVER_CHANGED = List.of(".sst", ".blob");

    private final NodeHome home;

    private HomeCopy(NodeHome home) {
        this.home = home;
    }

    /**
     * @param folder does not exist yet; gone when the copy is closed
     * @throws RefusedException if the node of the home runs, or {@code folder} exists
     */
    public static HomeCopy of(NodeHome from, NodeConfig.Storage config, Path folder) {
        if (Files.exists(folder)) {
            throw new RefusedException(folder + ": exists already; name a folder that does not");
        }
        HomeCopy copy = new HomeCopy(new NodeHome(folder.toAbsolutePath()));
        try (StoppedHome held = StoppedHome.hold(from, config)) {
            held.store().close(); // what its log holds is in its files from now on
            Files.createDirectories(folder);
            Files.copy(from.genesisFile(), copy.home.genesisFile());
            copy.take(from.chain(), copy.home.chain());
            copy.take(from.consensus(), copy.home.consensus());
            copy.take(from.data().resolve("mempool"), copy.home.data().resolve("mempool"));
            NodeKey.generate(new SecureRandom()).writeTo(copy.home.nodeKeyFile());
            return copy;
        } catch (IOException e) {
            copy.close();
            throw new UncheckedIOException(folder + ": " + e, e);
        } catch (RuntimeException e) {
            copy.close();
            throw e;
        }
    }

    public NodeHome home() {
        return home;
    }

    /** Settings of an observer that talks to nobody. */
    public NodeConfig config() throws MalformedException {
        return Settings.tree(home, ConfigSources.resolve(home, Map.of(), Map.of(Settings.KEYS_VALIDATES, "false")));
    }

    private void take(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(file.getFileName());
                if (NEVER_CHANGED.stream().noneMatch(file.toString()::endsWith) || !isLinked(target, file)) {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static boolean isLinked(Path target, Path file) throws IOException {
        try {
            Files.createLink(target, file);
            return true;
        } catch (UnsupportedOperationException | java.nio.file.FileSystemException e) {
            Files.deleteIfExists(target); // another file system: copied instead
            return false;
        }
    }

    @Override
    public void close() {
        if (!Files.exists(home.root())) {
            return;
        }
        try (Stream<Path> files = Files.walk(home.root())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(home.root() + ": cannot be deleted: " + e, e);
        }
    }
}
