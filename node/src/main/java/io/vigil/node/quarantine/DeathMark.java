package io.vigil.node.quarantine;

import io.vigil.types.Bytes;
import io.vigil.types.Hash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Which transaction runs now, in a file that is mapped into memory: what is written there is the kernel's at once, so it
 * outlives the death of the process, and a mark costs no system call. It need not outlive a loss of power, which no
 * transaction causes. Used by one thread.
 */
final class DeathMark implements AutoCloseable {
    private static final Bytes NOTHING = Hash.ZERO.bytes();

    private final FileChannel file;
    private final MappedByteBuffer mark;

    private DeathMark(FileChannel file, MappedByteBuffer mark) {
        this.file = file;
        this.mark = mark;
    }

    static DeathMark open(Path path) {
        try {
            FileChannel file = FileChannel.open(
                    path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
            if (file.size() < Hash.SIZE) {
                file.write(ByteBuffer.allocate(Hash.SIZE), 0); // really there, so that the mapping cannot fail later
            }
            return new DeathMark(file, file.map(FileChannel.MapMode.READ_WRITE, 0, Hash.SIZE));
        } catch (IOException e) {
            throw new UncheckedIOException(path + ": " + e.getMessage(), e);
        }
    }

    /** The transaction that began and did not end. */
    Optional<Hash> found() {
        byte[] bytes = new byte[Hash.SIZE];
        mark.get(0, bytes);
        Bytes found = Bytes.wrap(bytes);
        return found.equals(NOTHING) ? Optional.empty() : Optional.of(new Hash(found));
    }

    void begin(Hash transaction) {
        mark.put(0, transaction.bytes().shared());
    }

    void end() {
        mark.put(0, NOTHING.shared());
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
