/**
 * What the JSON-RPC port needs of the node, as ports: the committed chain and its states, calls on them, the transaction
 * pool, events, facts about the node. {@code .json} frames, {@code .eth} answers the methods over these ports,
 * {@code .http} has the sockets.
 *
 * <pre>
 *   .http ──► .json ◄── .eth ──► (here) ◄── node.chain, node.mempool
 * </pre>
 */
@NullMarked
package io.vigil.node.rpc;

import org.jspecify.annotations.NullMarked;
