package io.vigil.testnet.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The height that a node last told its clients: a file, so that it outlives a process that is killed. */
record Published(Path file) {
    static Published in(Path home) {
        return new Published(home.resolve("published"));
    }

    void write(long height) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(Long.BYTES).putLong(0, height));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** 0 if it never told any. */
    long read() {
        try {
            byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
            return bytes.length < Long.BYTES ? 0 : ByteBuffer.wrap(bytes).getLong();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
