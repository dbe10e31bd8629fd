package io.vigil.node.plan;

import io.vigil.consensus.certificates.SignedPlan;
import io.vigil.consensus.wire.PlanCodec;
import io.vigil.types.Bytes;
import io.vigil.types.MalformedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A plan in a file: one line of hexadecimal digits, so that it survives mail and chat. */
public final class PlanFile {
    private static final long MAX_CHARACTERS = 2L * PlanCodec.MAX_BYTES + 16;

    private PlanFile() {}

    /**
     * @throws MalformedException if the file holds no plan; says where
     * @throws UncheckedIOException if it cannot be read
     */
    public static SignedPlan read(Path file) throws MalformedException {
        try {
            if (Files.size(file) > MAX_CHARACTERS) {
                throw new MalformedException(file + ": " + Files.size(file) + " bytes are too many for a plan");
            }
            String text = new String(Files.readAllBytes(file), StandardCharsets.US_ASCII).strip();
            return PlanCodec.decodeSigned(Bytes.parseHex(text));
        } catch (MalformedException e) {
            throw new MalformedException(file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces the file whole. */
    public static void write(Path file, SignedPlan signed) {
        String line = PlanCodec.encode(signed).toHex() + "\n";
        try {
            Files.writeString(
                    file,
                    line,
                    StandardCharsets.US_ASCII,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
