/**
 * Snapshots between nodes: served to whoever asks, and fetched by a node that is new or far behind.
 *
 * <pre>
 *   BlockSync --far behind--> StateSync: who offers what --> manifest, proved from genesis --> chunks of many peers at a time
 *                                |                                                        (each checked, a wrong one pinned)
 *                                +--> Restorer: staging folder --> the node opens anew at the snapshot's block
 * </pre>
 *
 * <p>Nothing is believed: a manifest counts once genesis alone proves its header final, a chunk once it has the hash that the
 * manifest names, and the whole once its state root is the header's.
 */
@NullMarked
package io.vigil.node.statesync;

import org.jspecify.annotations.NullMarked;
