package io.vigil.node.snapshot;

import io.vigil.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What is done to whole folders of ours. */
final class Folders {
    private Folders() {}

    /** Removes a folder and all in it; nothing happens if there is none. */
    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new StorageException(StorageException.Reason.FAILED, "cannot delete " + folder + ": " + e, e);
        }
    }

    /** Bytes of all files in it. */
    static long size(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            long bytes = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
            return bytes;
        } catch (IOException e) {
            throw new StorageException(StorageException.Reason.FAILED, "cannot look into " + folder + ": " + e, e);
        }
    }

    /** The folders in a folder, by name; none if there is no such folder. */
    static List<Path> in(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new StorageException(StorageException.Reason.FAILED, "cannot look into " + folder + ": " + e, e);
        }
    }
}
