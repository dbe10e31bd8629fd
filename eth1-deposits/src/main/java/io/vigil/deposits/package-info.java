/**
 * Deposits made on another Ethereum chain (eth1), as this chain sees them. Source: EIP-4881, the deposit contract and
 * phase0 of the consensus specification; the rules D1 to D36 say where we deviate: votes are cast only for what the own tree
 * derived, deposits in a block are optional, and they must continue the chain's own frontier.
 *
 * <pre>
 *   eth1 node --logs--> DepositLog --> DepositData --root--> DepositTree --> Eth1Data, DepositProof
 *                                                                |
 *                                                     Frontier (count and at most 32 hashes)
 *                                                                |
 *                                                     DepositTreeSnapshot (EIP-4881)
 * </pre>
 *
 * <p>This package is pure. {@code .wire} holds the file forms of a snapshot, {@code .store} what lies on disk, {@code .follow}
 * the dialogue with eth1 nodes, {@code .http} its JSON-RPC form, {@code .voting} the rules of blocks and conduct, {@code
 * .contract} a deposit contract of our own.
 */
@NullMarked
package io.vigil.deposits;

import org.jspecify.annotations.NullMarked;
