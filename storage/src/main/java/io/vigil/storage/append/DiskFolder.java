package io.vigil.storage.append;

import io.vigil.storage.StorageException;
import io.vigil.storage.StorageException.Reason;
import io.vigil.types.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A folder on a disk, locked against other processes while it is open for writing. */
public final class DiskFolder implements Folder, AutoCloseable {
    private static final String LOCK = "LOCK";

    private final Path path;
    private final String lockName;
    private final @Nullable FileChannel lock;

    private DiskFolder(Path path, String lockName, @Nullable FileChannel lock) {
        this.path = path;
        this.lockName = lockName;
        this.lock = lock;
    }

    /**
     * Opens a folder for writing; creates it.
     *
     * @throws StorageException IN_USE if another process (or this one) has it open
     */
    public static DiskFolder open(Path path) {
        return open(path, LOCK);
    }

    /** @param lockName of the file that is locked, for a folder in which {@value #LOCK} is somebody else's */
    public static DiskFolder open(Path path, String lockName) {
        try {
            Files.createDirectories(path);
            FileChannel channel =
                    FileChannel.open(path.resolve(lockName), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            requireLocked(path, channel);
            return new DiskFolder(path, lockName, channel);
        } catch (IOException e) {
            throw failed("open", path, e);
        }
    }

    /** Looks into a folder that another process may be writing. */
    public static DiskFolder forReading(Path path) {
        return new DiskFolder(path, LOCK, null);
    }

    @Override
    public List<String> names() {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(lockName))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw failed("list", path, e);
        }
    }

    @Override
    public Bytes read(String name) {
        try {
            return Bytes.wrap(Files.readAllBytes(path.resolve(name)));
        } catch (IOException e) {
            throw failed("read", path.resolve(name), e);
        }
    }

    @Override
    public Appender append(String name) {
        Path file = path.resolve(name);
        try {
            return new File(
                    file,
                    FileChannel.open(
                            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND));
        } catch (IOException e) {
            throw failed("open", file, e);
        }
    }

    @Override
    public void rename(String from, String to) {
        try {
            Files.move(path.resolve(from), path.resolve(to), StandardCopyOption.ATOMIC_MOVE);
            syncFolder();
        } catch (IOException e) {
            throw failed("rename", path.resolve(from), e);
        }
    }

    @Override
    public void delete(String name) {
        try {
            Files.delete(path.resolve(name));
            syncFolder();
        } catch (IOException e) {
            throw failed("delete", path.resolve(name), e);
        }
    }

    @Override
    public void close() {
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            throw failed("unlock", path, e);
        }
    }

    private void syncFolder() throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void requireLocked(Path path, FileChannel channel) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new StorageException(Reason.IN_USE, path + " is open in another process");
        }
    }

    private static StorageException failed(String doing, Path file, IOException e) {
        boolean full = e.getMessage() != null && e.getMessage().contains("No space left on device");
        return new StorageException(full ? Reason.FULL : Reason.FAILED, "cannot " + doing + " " + file + ": " + e, e);
    }

    private record File(Path file, FileChannel channel) implements Appender {
        @Override
        public void write(Bytes bytes) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes.shared()).asReadOnlyBuffer();
            try {
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            } catch (IOException e) {
                throw failed("write", file, e);
            }
        }

        @Override
        public void sync() {
            try {
                channel.force(false);
            } catch (IOException e) {
                throw failed("sync", file, e);
            }
        }

        @Override
        public void truncate(long sizeBytes) {
            try {
                channel.truncate(sizeBytes);
            } catch (IOException e) {
                throw failed("cut", file, e);
            }
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw failed("close", file, e);
            }
        }
    }
}
