/**
 * Votes on eth1 data and deposits in blocks: rules D1 to D24, all pure. What makes a block valid and what it changes reads
 * nothing but the block and the state of its parent ({@link io.vigil.deposits.voting.Eth1Inputs}, {@link
 * io.vigil.deposits.voting.Eth1Transition}). What an honest node does beyond that is conduct ({@link
 * io.vigil.deposits.voting.Eth1Voting}, {@link io.vigil.deposits.voting.CompletingVotes}) and may use what it knows of eth1.
 */
@NullMarked
package io.vigil.deposits.voting;

import org.jspecify.annotations.NullMarked;
