package io.vigil.storage.snapshot;

import io.vigil.types.Hash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/** A file that has its name once it is whole and on the disk. */
final class ChunkFile implements AutoCloseable {
    /** Java copies what it writes to outside its heap first, all of a call at once. */
    private static final int WRITE_BYTES = 256 << 10;

    /** A whole chunk at once would keep the disk from a block's commit for as long as it takes to write. */
    private static final int SYNC_BYTES = 2 << 20;

    private final Path path;
    private final Path unfinished;
    private final FileChannel channel;
    private final MessageDigest digest = Sha256.begin();
    private long size;
    private long synced;

    ChunkFile(Path path) throws IOException {
        this.path = path;
        this.unfinished = path.resolveSibling(path.getFileName() + ".tmp");
        this.channel = FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /** Adds what is in {@code content}, which has an array. */
    void write(ByteBuffer content) throws IOException {
        digest.update(content.array(), content.arrayOffset() + content.position(), content.remaining());
        size += content.remaining();
        int end = content.limit();
        while (content.position() < end) {
            content.limit(Math.min(end, content.position() + WRITE_BYTES));
            channel.write(content);
        }
        if (size - synced >= SYNC_BYTES) {
            channel.force(false);
            synced = size;
        }
    }

    void finish() throws IOException {
        channel.force(false);
        channel.close();
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
        channel.close();
    }
}
