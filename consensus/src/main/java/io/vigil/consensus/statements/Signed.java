package io.vigil.consensus.statements;

import io.vigil.types.Bytes;

/**
 * A statement with its author.
 *
 * @param signer index in the set of the statement's epoch
 * @param signature BLS12-381, 96 bytes, compressed
 */
public record Signed<S extends Statement>(S statement, int signer, Bytes signature) {}
