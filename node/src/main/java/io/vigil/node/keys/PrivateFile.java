package io.vigil.node.keys;

import io.vigil.node.config.RefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Files with secrets: made readable by their owner alone, and refused when they are not. */
public final class PrivateFile {
    /** Far above any keystore, password or seed. */
    private static final long MAX_BYTES = 64 << 10;

    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private PrivateFile() {}

    /**
     * Writes a new file and the folders above it.
     *
     * @throws RefusedException if the file is there already: a key is never overwritten
     */
    public static void create(Path file, String text) {
        try {
            Files.createDirectories(folderOf(file), attributes("rwx------"));
            if (Files.exists(file)) {
                throw new RefusedException(file + ": is there already and is not overwritten");
            }
            // Whoever finds the file finds all of it, even if we are killed here.
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, attributes("rw-------"));
            Files.writeString(fresh, text, StandardOpenOption.WRITE, StandardOpenOption.DSYNC);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be written: " + e.getMessage(), e);
        }
    }

    /** @throws RefusedException if the file is missing, too large, or open to others than its owner */
    public static String read(Path file) {
        try {
            if (isPosix(file) && !OWNER_ONLY.containsAll(withoutExecute(Files.getPosixFilePermissions(file)))) {
                throw new RefusedException(file + ": may be read by others; run: chmod 600 " + file);
            }
            if (Files.size(file) > MAX_BYTES) {
                throw new RefusedException(file + ": larger than " + MAX_BYTES + " bytes");
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new RefusedException(file + ": is missing", e);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static Path folderOf(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IllegalStateException(file + " lies in no folder");
        }
        return folder;
    }

    private static Set<PosixFilePermission> withoutExecute(Set<PosixFilePermission> permissions) {
        Set<PosixFilePermission> rest = EnumSet.noneOf(PosixFilePermission.class);
        rest.addAll(permissions);
        rest.remove(PosixFilePermission.OWNER_EXECUTE);
        return rest;
    }

    private static boolean isPosix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static FileAttribute<?>[] attributes(String permissions) {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
