/**
 * Joins deposits on eth1 to the node (D1 to D31). {@link io.vigil.node.deposits.DepositsPart} is the rules of a block, the
 * same on every node; {@link io.vigil.node.deposits.DepositsConduct} what this node does, by what its follower knows.
 *
 * <pre>
 *   eth1 nodes --http--> Eth1Follower (a thread) --Knowledge--> DepositsConduct (the chain's thread)
 *                             |                                       |  offers 0xf1 and 0xf2, withholds votes
 *                        data/eth1                              DepositsPart --> state of 0x…1001, candidates
 * </pre>
 */
@NullMarked
package io.vigil.node.deposits;

import org.jspecify.annotations.NullMarked;
