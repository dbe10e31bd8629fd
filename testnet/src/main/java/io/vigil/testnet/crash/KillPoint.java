package io.vigil.testnet.crash;

/** The instants of a block's life at which a node may die, in their order. */
public enum KillPoint {
    /** The body is in the journal, not synced. */
    BODY_WRITTEN,
    BODY_SYNCED,
    /** What will be signed is in the record, not synced. */
    STATEMENT_WRITTEN,
    /** It may be signed, and nothing has left. */
    STATEMENT_SYNCED,
    BATCH_BUILT,
    /** The block's batch is in the store's log, not synced. */
    BATCH_WRITTEN,
    /** The block is final here, and nobody was told. */
    BATCH_SYNCED,
    PUBLISHED
}
