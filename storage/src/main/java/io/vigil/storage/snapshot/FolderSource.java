package io.vigil.storage.snapshot;

import io.vigil.storage.StorageException;
import io.vigil.types.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** A snapshot in a folder. */
public final class FolderSource implements ChunkSource {
    /** Name of the manifest's file; a folder without one is no snapshot. */
    public static final String MANIFEST = "MANIFEST";

    /** Most bytes of a chunk's file. */
    public static final int MAX_CHUNK_FILE_BYTES = ChunkCodec.MAX_FILE_BYTES;

    static final String CHUNKS = "c";

    private final Path folder;

    public FolderSource(Path folder) {
        this.folder = folder;
    }

    /** Where a chunk's file lies in the snapshot's folder, or below its address. */
    public static String chunkPath(int index) {
        return CHUNKS + "/" + chunkName(index);
    }

    static String chunkName(int index) {
        return String.format("%08d.zst", index);
    }

    @Override
    public Optional<Bytes> manifest() {
        return read(folder.resolve(MANIFEST), Manifest.MAX_MANIFEST_BYTES);
    }

    @Override
    public Optional<Bytes> chunk(int index) {
        return read(folder.resolve(CHUNKS).resolve(chunkName(index)), ChunkCodec.MAX_FILE_BYTES);
    }

    @Override
    public Optional<String> foreign(int chunks) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(file -> folder.relativize(file).toString())
                    .filter(name -> !name.isEmpty() && !name.equals(MANIFEST) && !name.equals(CHUNKS))
                    .filter(name -> !isChunk(name, chunks))
                    .sorted()
                    .findFirst();
        } catch (IOException e) {
            throw failed(folder, e);
        }
    }

    private static boolean isChunk(String name, int chunks) {
        if (!name.matches("c/[0-9]{8}\\.zst")) {
            return false;
        }
        return Integer.parseInt(name.substring(2, 10)) < chunks;
    }

    private static Optional<Bytes> read(Path file, int maxBytes) {
        try {
            if (!Files.isRegularFile(file)) {
                return Optional.empty();
            }
            if (Files.size(file) > maxBytes) {
                return Optional.of(Bytes.EMPTY);
            }
            return Optional.of(Bytes.wrap(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    private static StorageException failed(Path file, IOException e) {
        return new StorageException(StorageException.Reason.FAILED, "cannot read " + file + ": " + e, e);
    }
}
