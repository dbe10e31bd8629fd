package io.vigil.timesync.files;

import io.vigil.types.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** The latest time this node knows to have passed, over restarts. Never goes back. */
public final class LastKnownTime {
    private static final int MAX_BYTES = 64;

    private static final String NAME = "last-known-time";

    private final Path folder;
    private final Path file;

    /** @param folder made when a time is first remembered */
    public LastKnownTime(Path folder) {
        this.folder = folder;
        this.file = folder.resolve(NAME);
    }

    /** Empty before the first {@link #advance}, and when the file holds no time: it is a hint, not a record. */
    public Optional<Instant> read() {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(SmallFile.read(file, MAX_BYTES).strip()));
        } catch (MalformedException | DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /**
     * Remembers {@code time} if it is later than what is known; on disk when this returns.
     *
     * @throws TimeFileException if the disk refuses
     */
    public void advance(Instant time) {
        if (read().filter(known -> !known.isBefore(time)).isPresent()) {
            return;
        }
        Path partial = folder.resolve(NAME + ".part");
        try {
            Files.createDirectories(folder);
            try (FileChannel channel = FileChannel.open(
                    partial,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer text = ByteBuffer.wrap((time + "\n").getBytes(StandardCharsets.US_ASCII));
                while (text.hasRemaining()) {
                    channel.write(text);
                }
                channel.force(true);
            }
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new TimeFileException("cannot remember the time in " + file + ": " + e, e);
        }
    }
}
