package io.vigil.storage.snapshot;

import io.vigil.storage.StorageException;
import io.vigil.storage.StorageException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder in which a store is restored, and its exchange with the chain's: a marker says that it is complete, then the
 * old folder moves away and the new one into its place. A crash anywhere leaves the old store, or one that
 * {@link #finish} puts in place.
 */
public final class Staging {
    private static final String CHAIN = "chain";
    private static final String PREFIX = ".restore-";
    private static final String COMPLETE = ".complete";
    private static final int MAX_OLD = 99;

    private final Path data;
    private final String name;

    Staging(Path data, String id) {
        this.data = data;
        this.name = PREFIX + id;
    }

    Path folder() {
        return data.resolve(name);
    }

    /** Durable when it returns: the staged store is whole. */
    void complete() {
        try {
            Files.write(data.resolve(name + COMPLETE), new byte[0]);
            sync(data);
        } catch (IOException e) {
            throw failed(data, e);
        }
    }

    /** Puts a store that is not to be trusted aside. */
    void quarantine() {
        try {
            Files.move(folder(), vacant(data, name + ".failed-"));
        } catch (IOException e) {
            throw failed(folder(), e);
        }
    }

    /**
     * Brings an exchange to its end that was begun; call it before the chain's store is opened. Does nothing otherwise.
     *
     * @param data the folder that holds {@code chain}
     */
    public static void finish(Path data) {
        try {
            if (!Files.isDirectory(data)) {
                return;
            }
            for (Path marker : markers(data)) {
                String file = marker.getFileName().toString();
                Path staged = data.resolve(file.substring(0, file.length() - COMPLETE.length()));
                Path chain = data.resolve(CHAIN);
                if (Files.exists(staged)) {
                    if (Files.exists(chain)) {
                        Files.move(chain, vacant(data, CHAIN + ".old-"));
                    }
                    Files.move(staged, chain);
                    sync(data);
                }
                Files.delete(marker);
                sync(data);
            }
        } catch (IOException e) {
            throw failed(data, e);
        }
    }

    private static List<Path> markers(Path data) throws IOException {
        try (Stream<Path> files = Files.list(data)) {
            return files.filter(file -> file.getFileName().toString().startsWith(PREFIX)
                            && file.getFileName().toString().endsWith(COMPLETE))
                    .sorted()
                    .toList();
        }
    }

    private static Path vacant(Path data, String prefix) throws IOException {
        for (int i = 1; i <= MAX_OLD; i++) {
            Path path = data.resolve(prefix + i);
            if (!Files.exists(path)) {
                return path;
            }
        }
        throw new IOException("remove some of the folders " + prefix + "1 to " + MAX_OLD);
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static StorageException failed(Path path, IOException e) {
        return new StorageException(Reason.FAILED, "cannot exchange " + path + ": " + e, e);
    }
}
