package io.vigil.node.rpc;

/** Where calls get what they read. Thread-safe. */
@FunctionalInterface
public interface ChainSnapshots {
    /** All that is committed as of now. Each call opens one, reads from it alone, and closes it. */
    ChainSnapshot open();
}
