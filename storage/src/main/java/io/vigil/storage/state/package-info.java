/**
 * The world state: flat rows for reading, trie rows for the root, one immutable layer per block that is not committed yet.
 *
 * <pre>
 *   head+2  WorldState --+                       a block's state is its parent's plus one layer;
 *   head+1  WorldState --+-- layer over layer    reads fall through the layers to one view of the store
 *   head    WorldState ------ Snapshot           committed: no layer
 * </pre>
 *
 * Everything is keyed by keccak, as the store is. Threads come with an {@link java.util.concurrent.Executor}; no result
 * depends on it.
 */
@NullMarked
package io.vigil.storage.state;

import org.jspecify.annotations.NullMarked;
