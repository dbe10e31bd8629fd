package io.vigil.storage.rocks;

import io.vigil.storage.StorageException;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Space that is never written into, so that a full disk stops the node between two batches instead of inside one, and
 * leaves room to start again. Looks at the file system that really holds the folder.
 */
public final class DiskReserve {
    private final Path folder;
    private final FileStore fileStore;
    private final long reserveBytes;

    public DiskReserve(Path folder, long reserveBytes) {
        this.folder = folder;
        this.reserveBytes = reserveBytes;
        try {
            this.fileStore = Files.getFileStore(folder);
        } catch (IOException e) {
            throw new StorageException(StorageException.Reason.FAILED, "cannot see the file system of " + folder, e);
        }
    }

    /** Free space above the reserve; negative if the reserve is broken into. */
    public long spareBytes() {
        try {
            return fileStore.getUsableSpace() - reserveBytes;
        } catch (IOException e) {
            throw new StorageException(StorageException.Reason.FAILED, "cannot measure free space of " + folder, e);
        }
    }

    /** @throws StorageException with reason FULL if writing {@code bytes} would break into the reserve */
    public void require(long bytes) {
        long spare = spareBytes();
        if (spare < bytes) {
            throw new StorageException(
                    StorageException.Reason.FULL,
                    "disk of " + folder + " (" + fileStore + "): " + ((spare + reserveBytes) >> 20)
                            + " MiB free, reserve "
                            + (reserveBytes >> 20) + " MiB, " + bytes
                            + " bytes to write; make room and start again, nothing was written");
        }
    }
}
