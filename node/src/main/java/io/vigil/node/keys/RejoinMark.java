package io.vigil.node.keys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * What stands beside a signer's record that was begun anew because it was lost (R6, A15): from which epoch on its key may
 * sign, or that this is not known yet. Durable before the new record is.
 */
public record RejoinMark(Path file) {
    private static final String WAITING = "waiting";
    private static final String OVERRIDDEN = " overridden";

    /** @param record the folder of the signer's record */
    public static RejoinMark beside(Path record) {
        return new RejoinMark(record.resolveSibling(record.getFileName() + ".rejoin"));
    }

    /** Whether the record was begun anew. */
    public boolean exists() {
        return Files.exists(file);
    }

    /** The first epoch in which the key may sign; none while it is not known. */
    public OptionalLong signsFrom() {
        try {
            String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
            String epoch = text.endsWith(OVERRIDDEN) ? text.substring(0, text.length() - OVERRIDDEN.length()) : text;
            return text.equals(WAITING) ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(epoch));
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read: " + e, e);
        } catch (NumberFormatException e) {
            throw new IllegalStateException(file + ": neither a number nor \"" + WAITING + "\"", e);
        }
    }

    /**
     * The first epoch in which words of our key that the record does not know say that it is not the newest: the one after that in
     * which an operator let the key sign again, else the first in which it may sign.
     */
    public OptionalLong heedsFrom() {
        try {
            boolean overridden =
                    Files.readString(file, StandardCharsets.US_ASCII).strip().endsWith(OVERRIDDEN);
            OptionalLong signs = signsFrom();
            return overridden ? OptionalLong.of(signs.orElseThrow() + 1) : signs;
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be read: " + e, e);
        }
    }

    public void waits() {
        write(WAITING);
    }

    public void signsFrom(long epoch) {
        write(Long.toString(epoch));
    }

    /** An operator lets the key sign again in an epoch in which it may have signed already. */
    public void overridden(long epoch) {
        write(epoch + OVERRIDDEN);
    }

    private void write(String text) {
        SyncedFile.write(file, text + "\n");
    }
}
