/**
 * Runs Ethereum's public state tests and blockchain tests: JSON in, a verdict per case out. The state root is computed
 * here from the specification, apart from the trie that a node stores, so that each is a second opinion on the other.
 */
@NullMarked
package io.vigil.vm.statetest;

import org.jspecify.annotations.NullMarked;
