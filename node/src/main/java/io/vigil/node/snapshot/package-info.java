/**
 * Snapshots of this chain: made while the node runs, proved from genesis alone, restored, listed, thrown away.
 *
 * <p>The format is {@code io.vigil.storage.snapshot}'s; what stands here is what it leaves open. Its finality is
 * RLP[commit certificate, [header, …], body]: the lowest certificate at or above the block, the headers that lead there, and
 * the block's transactions and system inputs, without which a node could not go on from it. Its epoch proof is
 * RLP[proof, …], one per epoch since genesis.
 */
@NullMarked
package io.vigil.node.snapshot;

import org.jspecify.annotations.NullMarked;
