package io.vigil.storage.rocks;

import io.vigil.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file beside the store's folder that is there while the store is open, so that a start knows how the last one ended. */
final class OpenMarker {
    private final Path file;
    private final boolean present;

    private OpenMarker(Path file, boolean present) {
        this.file = file;
        this.present = present;
    }

    static OpenMarker beside(Path folder) {
        Path file = folder.resolveSibling(folder.getFileName() + ".open");
        return new OpenMarker(file, Files.exists(file));
    }

    boolean wasPresent() {
        return present;
    }

    void place() {
        try {
            Files.write(file, new byte[0]);
        } catch (IOException e) {
            throw new StorageException(StorageException.Reason.FAILED, "cannot write " + file, e);
        }
    }

    void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new StorageException(StorageException.Reason.FAILED, "cannot delete " + file, e);
        }
    }
}
