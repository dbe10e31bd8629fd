package io.vigil.timesync.files;

import io.vigil.types.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a text whose size is bounded before it is read. */
final class SmallFile {
    private SmallFile() {}

    static String read(Path file, int maxBytes) throws MalformedException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(maxBytes + 1);
            if (content.length > maxBytes) {
                throw new MalformedException(file + " is larger than " + maxBytes + " bytes");
            }
            return new String(content, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new TimeFileException("cannot read " + file + ": " + e, e);
        }
    }
}
