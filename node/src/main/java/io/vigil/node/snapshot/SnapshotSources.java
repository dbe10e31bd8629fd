package io.vigil.node.snapshot;

import io.vigil.storage.snapshot.ChunkSource;
import io.vigil.storage.snapshot.FolderSource;
import io.vigil.storage.snapshot.Manifest;
import io.vigil.types.MalformedException;
import java.nio.file.Path;
import java.util.Locale;

/** Where a user says that a snapshot lies. */
public final class SnapshotSources {
    private SnapshotSources() {}

    /** @param from an address that begins with {@code http://} or {@code https://}, or a folder */
    public static ChunkSource of(String from) {
        String lower = from.toLowerCase(Locale.ROOT);
        return lower.startsWith("http://") || lower.startsWith("https://")
                ? new UrlSource(from)
                : new FolderSource(Path.of(from));
    }

    /** What its manifest says of its size, for progress; 0 if it says nothing. */
    public static long logicalBytes(ChunkSource source) {
        try {
            return source.manifest().isEmpty()
                    ? 0
                    : Manifest.decode(source.manifest().get()).logicalBytes();
        } catch (MalformedException e) {
            return 0; // the check that follows says what is wrong with it
        }
    }
}
