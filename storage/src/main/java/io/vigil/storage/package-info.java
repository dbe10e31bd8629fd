/**
 * What a node keeps: an ordered key-value store and the words for its tables, batches and views. Pure: the memory twin
 * {@link io.vigil.storage.MemoryStore} is all that lives here beside the port.
 *
 * <pre>
 *   .state (flat state + trie, layers)     .snapshot (CSNAP/1)
 *        |             |                        |
 *      .trie      KeyValueStore  &lt;--------------+        .append (checksummed logs)
 *                 /           \                            |
 *          MemoryStore    .rocks.RocksStore             Folder: .files (disk) | .simulated
 * </pre>
 */
@NullMarked
package io.vigil.storage;

import org.jspecify.annotations.NullMarked;
