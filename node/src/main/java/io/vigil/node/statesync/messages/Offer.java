package io.vigil.node.statesync.messages;

import io.vigil.types.Hash;

/**
 * A snapshot that a peer says it can give. Nothing of it is proved before its manifest is.
 *
 * @param id equal on every honest node for one block
 * @param files equal where every chunk's file is the same, see {@code Manifest.files}; the proofs beside them may differ
 * @param logicalBytes of all records
 */
public record Offer(Hash id, Hash files, long height, long logicalBytes) {}
