/**
 * The Merkle Patricia trie (Ethereum Yellow Paper, appendix D). Pure.
 *
 * <p>Nodes are kept by their path, so the newest version of a node replaces the one before; a node whose encoding is
 * shorter than 32 bytes lives inside its parent and has no row of its own, except the root, which always has one.
 */
@NullMarked
package io.vigil.storage.trie;

import org.jspecify.annotations.NullMarked;
