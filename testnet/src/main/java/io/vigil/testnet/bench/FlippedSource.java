package io.vigil.testnet.bench;

import io.vigil.storage.snapshot.ChunkSource;
import io.vigil.storage.snapshot.Manifest;
import io.vigil.types.Bytes;
import java.util.Optional;

/**
 * A snapshot with one bit turned over.
 *
 * @param of what the manifest says
 * @param bit of all files one behind the other: the manifest, then the chunks
 */
record FlippedSource(ChunkSource whole, Manifest of, int manifestBytes, long bit) implements ChunkSource {
    static long bits(Manifest manifest, int manifestBytes) {
        return Byte.SIZE
                * (manifestBytes
                        + manifest.chunks().stream()
                                .mapToLong(chunk -> chunk.zstdBytes())
                                .sum());
    }

    @Override
    public Optional<Bytes> manifest() {
        return whole.manifest().map(file -> flipped(file, bit / Byte.SIZE));
    }

    @Override
    public Optional<Bytes> chunk(int index) {
        long before = manifestBytes
                + of.chunks().subList(0, index).stream()
                        .mapToLong(chunk -> chunk.zstdBytes())
                        .sum();
        return whole.chunk(index).map(file -> flipped(file, bit / Byte.SIZE - before));
    }

    @Override
    public Optional<String> foreign(int chunks) {
        return whole.foreign(chunks);
    }

    private Bytes flipped(Bytes file, long at) {
        if (at < 0 || at >= file.size()) {
            return file;
        }
        byte[] bytes = file.toArray();
        bytes[(int) at] ^= (byte) (1 << bit % Byte.SIZE);
        return Bytes.wrap(bytes);
    }
}
