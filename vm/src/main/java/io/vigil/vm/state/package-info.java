/**
 * The world while a block runs: accounts and slots read once from a fixed parent state, changed in place, undone by one
 * flat journal. Warmth, creation and transient storage are stamps of the transaction's number, so nothing is cleared
 * between transactions.
 */
@NullMarked
package io.vigil.vm.state;

import org.jspecify.annotations.NullMarked;
