package io.vigil.storage.snapshot;

import io.vigil.types.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A snapshot's files in memory, so that thousands of damaged ones can be tried. */
record MemorySource(Bytes manifestFile, List<Bytes> chunks) implements ChunkSource {
    MemorySource {
        chunks = List.copyOf(chunks);
    }

    static MemorySource of(ChunkSource source, Manifest manifest) {
        List<Bytes> chunks = new ArrayList<>();
        for (int i = 0; i < manifest.chunks().size(); i++) {
            chunks.add(source.chunk(i).orElseThrow());
        }
        return new MemorySource(source.manifest().orElseThrow(), chunks);
    }

    MemorySource withManifest(Bytes manifest) {
        return new MemorySource(manifest, chunks);
    }

    MemorySource withChunk(int index, Bytes chunk) {
        List<Bytes> changed = new ArrayList<>(chunks);
        changed.set(index, chunk);
        return new MemorySource(manifestFile, changed);
    }

    long bits() {
        return 8L
                * (manifestFile.size() + chunks.stream().mapToLong(Bytes::size).sum());
    }

    /** The same with one bit of all files, in their order, flipped. */
    MemorySource withBitFlipped(long bit) {
        long at = bit / 8;
        if (at < manifestFile.size()) {
            return withManifest(flipped(manifestFile, at, bit));
        }
        at -= manifestFile.size();
        for (int i = 0; i < chunks.size(); i++) {
            if (at < chunks.get(i).size()) {
                return withChunk(i, flipped(chunks.get(i), at, bit));
            }
            at -= chunks.get(i).size();
        }
        throw new IllegalArgumentException("no bit " + bit);
    }

    static Bytes flipped(Bytes bytes, long at, long bit) {
        byte[] array = bytes.toArray();
        array[(int) at] ^= (byte) (1 << bit % 8);
        return Bytes.wrap(array);
    }

    @Override
    public Optional<Bytes> manifest() {
        return Optional.of(manifestFile);
    }

    @Override
    public Optional<Bytes> chunk(int index) {
        return index < chunks.size() ? Optional.of(chunks.get(index)) : Optional.empty();
    }

    @Override
    public Optional<String> foreign(int count) {
        return chunks.size() > count ? Optional.of("chunk " + count) : Optional.empty();
    }
}
