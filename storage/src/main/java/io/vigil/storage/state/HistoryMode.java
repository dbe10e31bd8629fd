package io.vigil.storage.state;

/** How far back states can be read. */
public enum HistoryMode {
    /** A window of blocks below the head, by the values each block replaced. */
    PRUNED,
    /** From the first block the store has, by the values each block wrote. Proofs only near the head. */
    ARCHIVE
}
