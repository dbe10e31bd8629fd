package io.vigil.storage.snapshot;

import io.vigil.storage.direct.DirectFile;
import io.vigil.types.Hash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;

/** A file that has its name once it is whole and on the disk. */
final class ChunkFile implements AutoCloseable {
    private final Path path;
    private final Path unfinished;
    private final DirectFile file;
    private final MessageDigest digest = Sha256.begin();
    private long size;

    ChunkFile(Path path) throws IOException {
        this.path = path;
        this.unfinished = path.resolveSibling(path.getFileName() + ".tmp");
        this.file = new DirectFile(unfinished);
    }

    /** Adds what is in {@code content}, which has an array. */
    void write(ByteBuffer content) throws IOException {
        int from = content.arrayOffset() + content.position();
        int count = content.remaining();
        digest.update(content.array(), from, count);
        file.write(content.array(), from, count);
        content.position(content.limit());
        size += count;
    }

    void finish() throws IOException {
        file.finish();
        Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
    }

    long size() {
        return size;
    }

    /** Of what was written. The next answer would be another. */
    Hash sha256() {
        return Sha256.end(digest);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
