package io.vigil.storage.snapshot;

import io.vigil.types.Bytes;
import java.util.Optional;

/** Where a snapshot's files come from: a folder, a URL, peers. Methods may throw {@code StorageException}. */
public interface ChunkSource {
    /** Empty if there is none. At most {@link Manifest#MAX_MANIFEST_BYTES} are of use. */
    Optional<Bytes> manifest();

    /** The file of a chunk; empty if there is none. */
    Optional<Bytes> chunk(int index);

    /** A file or folder that does not belong to a snapshot of {@code chunks} chunks; empty if there is none. */
    Optional<String> foreign(int chunks);
}
