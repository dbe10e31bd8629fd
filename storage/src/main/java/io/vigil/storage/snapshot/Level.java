package io.vigil.storage.snapshot;

/** How much of a snapshot is checked; each level holds the one before. */
public enum Level {
    /** Every file is there and holds what the manifest says. */
    CONTENT,
    /** Records decode strictly, ascend, and are cut as the format says; code has its hash. */
    RECORDS,
    /** The records make the header's state root, and the header is final on its chain. */
    STATE
}
