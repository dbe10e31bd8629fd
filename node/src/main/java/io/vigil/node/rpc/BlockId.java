package io.vigil.node.rpc;

import io.vigil.types.Hash;

/** Names a committed block. */
public sealed interface BlockId {
    record OfNumber(long number) implements BlockId {}

    record OfHash(Hash hash) implements BlockId {}
}
