package io.vigil.deposits.follow;

import io.vigil.types.Hash;

/**
 * What the contract says of itself.
 *
 * @param raw the node's answer as it came, kept as evidence when answers differ
 */
public record ContractAnswer(long count, Hash root, String raw) {}
