package io.vigil.node.mempool;

/** How a transaction came. */
public enum Origin {
    /** From a client of this node, which relies on it: kept across restarts, evicted last. */
    LOCAL,
    /** From a peer, which keeps it too. */
    GOSSIP
}
