/**
 * The transactions that wait for a block.
 *
 * <pre>
 *   RPC, gossip ──► TransactionGate ──► Admission (rules that need no state; signer recovered once)
 *                         │
 *                         ▼ one lock
 *                      Mempool (order of nonces, prices, limits) ──► Candidates ──► block builder
 *                         ▲
 *   committed blocks ─────┘
 * </pre>
 *
 * {@link io.vigil.node.mempool.Mempool} has no thread, clock or file. Refusals are in geth's words, since clients tell
 * them apart by text. What came by RPC is written to a journal and survives a restart.
 */
@NullMarked
package io.vigil.node.mempool;

import org.jspecify.annotations.NullMarked;
