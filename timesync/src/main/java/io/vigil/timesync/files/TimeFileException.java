package io.vigil.timesync.files;

/** The disk does not let us read or keep what the clock needs. */
public final class TimeFileException extends RuntimeException {
    public TimeFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
