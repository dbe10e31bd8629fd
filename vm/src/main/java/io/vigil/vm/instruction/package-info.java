/**
 * 256-bit arithmetic on stack words: four longs each, little-endian limbs, at a place in one long array. Nothing here
 * allocates. {@code sp} is the index behind the top word, so the top is at {@code sp - 4} and the second at
 * {@code sp - 8}; results replace the deepest operand.
 */
@NullMarked
package io.vigil.vm.instruction;

import org.jspecify.annotations.NullMarked;
