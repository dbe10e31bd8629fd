package io.vigil.storage;

/** The machine failed us: a disk, a file. Never caused by a peer's or a user's bytes. Nobody handles it: the node stops. */
public final class StorageException extends RuntimeException {
    private final Reason reason;

    /** What an operator must do about it. */
    public enum Reason {
        /** Free space is below the reserve; nothing was written. Make room, start again. */
        FULL,
        /** A file does not hold what was written into it. The message names the file. Recover or restore. */
        DAMAGED,
        /** Data of a newer version. Run that version. */
        NEWER,
        /** Another process has the folder open. */
        IN_USE,
        /** A read, write or fsync failed. */
        FAILED
    }

    public StorageException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public StorageException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
