/**
 * Deposits in a simulation: validators that follow one eth1 chain, each through a node of its own that may lie or fail, vote on
 * it, and take deposits, while eth1 forks, members crash, powers change, and some have the bug of 2021 or lie on purpose. One
 * seed is one schedule. Agreement itself is abstract: a view has a leader, and its block stands if a quorum votes for it.
 */
@NullMarked
package io.vigil.testnet.eth1;

import org.jspecify.annotations.NullMarked;
