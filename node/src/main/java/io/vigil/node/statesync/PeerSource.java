package io.vigil.node.statesync;

import io.vigil.storage.StorageException;
import io.vigil.storage.snapshot.ChunkInfo;
import io.vigil.storage.snapshot.ChunkSource;
import io.vigil.storage.snapshot.Manifest;
import io.vigil.types.Bytes;
import java.util.Optional;

/** A snapshot that peers have, as a restore reads it: a manifest that is proved, and chunks that come as they are asked for. */
final class PeerSource implements ChunkSource {
    private final Bytes encoded;
    private final Exchange exchange;

    PeerSource(Bytes manifest, Exchange exchange) {
        this.encoded = manifest;
        this.exchange = exchange;
    }

    /** What a chunk's file must be. */
    static PartsFetch.Wanted wanted(Manifest manifest, int file) {
        ChunkInfo chunk = manifest.chunks().get(file - 1);
        return new PartsFetch.Wanted(chunk.zstdBytes(), chunk.transport());
    }

    @Override
    public Optional<Bytes> manifest() {
        return Optional.of(encoded);
    }

    /** @throws StorageException if no peer gives it */
    @Override
    public Optional<Bytes> chunk(int index) {
        try {
            Optional<Bytes> file = exchange.await(PartsFetch.file(index));
            if (file.isEmpty()) {
                throw new StorageException(
                        StorageException.Reason.FAILED, "no peer gave chunk " + index + " of the snapshot");
            }
            return file;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(StorageException.Reason.FAILED, "interrupted", e);
        }
    }

    @Override
    public Optional<String> foreign(int chunks) {
        return Optional.empty();
    }

    /** A manifest alone: enough to prove it. */
    record ManifestAlone(Bytes encoded) implements ChunkSource {
        @Override
        public Optional<Bytes> manifest() {
            return Optional.of(encoded);
        }

        @Override
        public Optional<Bytes> chunk(int index) {
            return Optional.empty();
        }

        @Override
        public Optional<String> foreign(int chunks) {
            return Optional.empty();
        }
    }
}
