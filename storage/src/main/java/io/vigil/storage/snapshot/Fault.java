package io.vigil.storage.snapshot;

/** What can be wrong with a snapshot, each with an exit code of its own. */
public enum Fault {
    MANIFEST(10),
    WRONG_CHAIN(11),
    FOREIGN_FILE(12),
    CHUNK_MISSING(13),
    CHUNK_TRANSPORT(14),
    CHUNK_CONTENT(15),
    RECORD(16),
    CODE(17),
    STATE(18),
    STATE_ROOT(19),
    ANCESTORS(20),
    FINALITY(21);

    private final int exitCode;

    Fault(int exitCode) {
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
