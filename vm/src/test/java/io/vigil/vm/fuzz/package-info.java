/**
 * A second opinion on the VM: a slow, plain interpreter written from the specification, which shares nothing with the fast
 * one but keccak and two precompiles, and random programs on which the two must agree in everything.
 */
@NullMarked
package io.vigil.vm.fuzz;

import org.jspecify.annotations.NullMarked;
