package io.vigil.storage.direct;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A new file that is written from its beginning to its end, past the cache where the file system can. Where it cannot, what
 * was written is synced in steps. Used by one thread.
 */
public final class DirectFile implements AutoCloseable {
    /** What goes to the disk at once: enough for its full speed, and over in a few milliseconds. */
    private static final int BLOCK_BYTES = 256 << 10;

    /** Through the cache: all of a file at once would keep the disk from others for as long as it takes. */
    private static final int SYNC_BYTES = 2 << 20;

    /** Java's word for it, found by name: the compiler warns of it, and a JDK may have none. */
    private static final List<OpenOption> PAST_THE_CACHE = pastTheCache();

    private final Arena memory = Arena.ofConfined();
    private final ByteBuffer block;
    private final FileChannel channel;
    private final boolean direct;
    private long size;
    private long synced;

    /** @throws IOException if there is such a file, among other reasons */
    public DirectFile(Path path) throws IOException {
        Files.createFile(path); // first, since an opening that is refused leaves a file or none
        long unit = unit(path);
        this.direct = unit > 0 && BLOCK_BYTES % unit == 0 && opens(path, StandardOpenOption.WRITE);
        this.channel = direct ? open(path, StandardOpenOption.WRITE) : FileChannel.open(path, StandardOpenOption.WRITE);
        this.block = memory.allocate(BLOCK_BYTES, direct ? unit : 1).asByteBuffer();
    }

    /** Whether {@code file}, which exists, can be read and others beside it written past the cache. */
    public static boolean isPossible(Path file) {
        return opens(file, StandardOpenOption.READ);
    }

    public void write(byte[] bytes, int from, int count) throws IOException {
        size += count;
        int at = from;
        int end = from + count;
        while (at < end) {
            int some = Math.min(end - at, block.remaining());
            block.put(bytes, at, some);
            at += some;
            if (!block.hasRemaining()) {
                pass();
            }
        }
    }

    /** All that was written is on the disk. */
    public void finish() throws IOException {
        if (direct && block.position() > 0) {
            while (block.hasRemaining()) {
                block.put((byte) 0);
            }
        }
        pass();
        channel.truncate(size);
        channel.force(true);
        close();
    }

    /** Without {@link #finish} the file is some beginning of what was written. */
    @Override
    public void close() throws IOException {
        channel.close();
        if (memory.scope().isAlive()) {
            memory.close();
        }
    }

    private void pass() throws IOException {
        block.flip();
        while (block.hasRemaining()) {
            channel.write(block);
        }
        block.clear();
        if (!direct && size - synced >= SYNC_BYTES) {
            channel.force(false);
            synced = size;
        }
    }

    /** In which places and sizes must be counted; 0 if the file system does not say. */
    private static long unit(Path path) throws IOException {
        try {
            return Files.getFileStore(path).getBlockSize();
        } catch (UnsupportedOperationException e) {
            return 0;
        }
    }

    private static boolean opens(Path file, OpenOption how) {
        if (PAST_THE_CACHE.isEmpty()) {
            return false;
        }
        try (FileChannel opened = open(file, how)) {
            return opened.isOpen();
        } catch (IOException | UnsupportedOperationException e) {
            return false; // if the file system's kind is not the reason, the ordinary opening meets it again
        }
    }

    private static FileChannel open(Path file, OpenOption how) throws IOException {
        Set<OpenOption> options = new HashSet<>(PAST_THE_CACHE);
        options.add(how);
        return FileChannel.open(file, options);
    }

    private static List<OpenOption> pastTheCache() {
        try {
            Object direct = Class.forName("com.sun.nio.file.ExtendedOpenOption")
                    .getField("DIRECT")
                    .get(null);
            return direct instanceof OpenOption option ? List.of(option) : List.of();
        } catch (ReflectiveOperationException e) {
            return List.of();
        }
    }
}
