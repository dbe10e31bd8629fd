package io.vigil.node.mempool;

/** Told what the pool did. Called from the threads that offer transactions; must not block. */
@FunctionalInterface
public interface PoolListener {
    /** {@code transaction} can go into a block from now on: the moment to tell peers and subscribers. */
    void executable(PooledTransaction transaction);
}
