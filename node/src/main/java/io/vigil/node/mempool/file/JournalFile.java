package io.vigil.node.mempool.file;

import io.vigil.node.mempool.TransactionJournal;
import io.vigil.types.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Records one after another: length (4 bytes), CRC-32C (4 bytes), content. Written through to the operating system, not
 * to the disk: a killed process loses nothing, a power cut at most what came since the last rewrite.
 */
public final class JournalFile implements TransactionJournal, AutoCloseable {
    private static final int HEAD_BYTES = 8;

    /** The pool's own limit for one transaction. */
    private static final int MAX_RECORD_BYTES = 128 << 10;

    private final Path path;
    private FileChannel channel;

    /** @throws UncheckedIOException if the file cannot be opened for writing */
    public JournalFile(Path path) {
        this.path = path;
        try {
            Files.createDirectories(path.getParent());
            this.channel = open(path);
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": cannot be opened: " + e, e);
        }
    }

    @Override
    public List<Bytes> read() {
        List<Bytes> records = new ArrayList<>();
        try {
            ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path));
            while (file.remaining() >= HEAD_BYTES) {
                int size = file.getInt();
                int checksum = file.getInt();
                if (size < 0 || size > MAX_RECORD_BYTES || size > file.remaining()) {
                    break;
                }
                byte[] content = new byte[size];
                file.get(content);
                if (checksum(content) != checksum) {
                    break;
                }
                records.add(Bytes.wrap(content));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": cannot be read: " + e, e);
        }
        return records;
    }

    @Override
    public void append(Bytes record) {
        try {
            write(channel, record);
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": cannot be written: " + e, e);
        }
    }

    @Override
    public void rewrite(List<Bytes> records) {
        Path fresh = path.resolveSibling(path.getFileName() + ".tmp");
        try {
            try (FileChannel out = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                for (Bytes record : records) {
                    write(out, record);
                }
                out.force(true);
            }
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            channel.close();
            channel = open(path);
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": cannot be written: " + e, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": cannot be closed: " + e, e);
        }
    }

    private static FileChannel open(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    private static void write(FileChannel out, Bytes record) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(HEAD_BYTES + record.size())
                .putInt(record.size())
                .putInt(checksum(record.shared()))
                .put(record.shared())
                .flip();
        while (buffer.hasRemaining()) {
            out.write(buffer);
        }
    }

    private static int checksum(byte[] content) {
        CRC32C crc = new CRC32C();
        crc.update(content);
        return (int) crc.getValue();
    }
}
