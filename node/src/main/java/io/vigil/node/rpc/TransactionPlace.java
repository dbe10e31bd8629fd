package io.vigil.node.rpc;

import io.vigil.types.Hash;

/**
 * Where a committed transaction stands.
 *
 * @param index in its block, from 0
 */
public record TransactionPlace(Hash block, int index) {}
