package io.vigil.node.keys;

import io.vigil.storage.StorageException;
import io.vigil.types.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What tells a record's folder from a copy of it: its inode, which moving a home keeps and copying it to any place, this
 * disk or another machine's, does not. A machine's name or id would change whenever a container is made anew.
 */
public final class SignerPlace {
    private SignerPlace() {}

    /** No bytes on file systems without inodes. */
    public static Bytes of(Path folder) {
        try {
            return Files.getAttribute(folder, "unix:ino") instanceof Number inode
                    ? Bytes.ofLong(inode.longValue())
                    : Bytes.EMPTY;
        } catch (UnsupportedOperationException | IllegalArgumentException e) {
            return Bytes.EMPTY;
        } catch (IOException e) {
            throw new StorageException(StorageException.Reason.FAILED, "cannot look at " + folder + ": " + e, e);
        }
    }
}
