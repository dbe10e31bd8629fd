/**
 * A rehearsal of following eth1: what a node runs to read deposits, against a real EVM with a deposit contract, through a proxy
 * that does everything to it that bad nodes of that chain have done. Shows roots and votes beside the contract's own.
 */
@NullMarked
package io.vigil.testnet.rehearsal;

import org.jspecify.annotations.NullMarked;
