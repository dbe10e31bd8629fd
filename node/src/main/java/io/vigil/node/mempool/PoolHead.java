package io.vigil.node.mempool;

import io.vigil.types.UInt256;

/** What the pool must know of the block that comes next. */
public record PoolHead(UInt256 baseFee, long gasLimit) {}
