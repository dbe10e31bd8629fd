package io.vigil.storage.snapshot;

/** Hears how much has passed: to show progress, to wait if that was too fast, to stop by throwing. */
@FunctionalInterface
public interface Pace {
    Pace FREE = bytes -> {};

    /** @param bytes of records, not compressed, since the last call */
    void passed(long bytes);
}
