/**
 * What a node knows of eth1, on its disk: every full node of the deposit tree, deposits, blocks, and one row that says how
 * far they reach. Each range of eth1 blocks is one atomic batch, so position and data cannot part (D26), and an audit at
 * every start compares all of them (D28).
 */
@NullMarked
package io.vigil.deposits.store;

import org.jspecify.annotations.NullMarked;
