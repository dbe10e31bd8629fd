package io.vigil.testnet.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * One folder per process, named by its id, into which its native libraries are unpacked: 18 MB that a killed Java leaves behind. Whoever
 * starts a process clears up after those that are dead. Not in a node's home, since a node whose disk is full must come as far as saying so.
 */
record ScratchFolders(Path base) {
    /** Beside the folder that {@code vigil} gave this process; without one in a folder of this user's own. */
    static ScratchFolders ofThisProcess() {
        Path own = Path.of(System.getProperty("java.io.tmpdir", "/tmp")).toAbsolutePath();
        Path parent = own.getParent();
        boolean isNamedByUs = String.valueOf(own.getFileName())
                .equals(Long.toString(ProcessHandle.current().pid()));
        return new ScratchFolders(
                isNamedByUs && parent != null
                        ? parent
                        : own.resolve("vigil-" + System.getProperty("user.name", "unknown")));
    }

    /** Of a process, which may not have made it yet. */
    Path of(long pid) {
        return base.resolve(Long.toString(pid));
    }

    /** Deletes those of dead processes. What cannot be deleted now is left to the next start. */
    void clear() {
        if (!Files.isDirectory(base)) {
            return;
        }
        try (Stream<Path> folders = Files.list(base)) {
            folders.filter(ScratchFolders::isOfTheDead).forEach(ScratchFolders::delete);
        } catch (IOException e) {
            // another start clears up at the same time
        }
    }

    private static boolean isOfTheDead(Path folder) {
        String name = String.valueOf(folder.getFileName());
        return name.matches("[0-9]{1,18}")
                && ProcessHandle.of(Long.parseLong(name))
                        .filter(ProcessHandle::isAlive)
                        .isEmpty();
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : List.copyOf(files.toList()).reversed()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            // another start clears up at the same time
        }
    }
}
