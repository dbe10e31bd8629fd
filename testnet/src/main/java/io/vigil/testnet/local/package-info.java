/**
 * A network of real processes on this machine, one per validator.
 *
 * <pre>
 *   DIR/testnet.json              what the network is, and the process of each node
 *   DIR/node0 … node3             homes, as of any node
 *
 *   NetworkPlan (who, which ports) --&gt; NewNetwork (homes, keys, genesis) --&gt; LocalNetwork (up, down, kill, …)
 * </pre>
 */
@NullMarked
package io.vigil.testnet.local;

import org.jspecify.annotations.NullMarked;
