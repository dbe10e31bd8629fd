/**
 * Runs code: one loop over a shared stack of longs, frames in an array instead of Java's own calls, memory in one shared
 * byte array. Frequent instructions stand in the loop; the others are methods of one file per family, which read and
 * write the frame.
 *
 * <pre>
 *   Interpreter  loop, frames, results
 *     |-- ColdInstructions  dispatch of what is not in the loop
 *     |     |-- StorageInstructions, CallInstructions, CreateInstructions, EnvironmentInstructions, CopyInstructions
 *     |-- Frame, Status
 * </pre>
 */
@NullMarked
package io.vigil.vm.interpreter;

import org.jspecify.annotations.NullMarked;
