package io.vigil.node.mempool;

/**
 * How full the pool is.
 *
 * @param queued transactions that wait for an earlier nonce or for funds
 */
public record PoolStatus(int executable, int queued, long sizeBytes) {}
