/**
 * The contract VM: words every part of it shares. Forks are rows of data ({@link io.vigil.vm.Fork}), everything a
 * contract or a transaction can do wrong is a value ({@link io.vigil.vm.Halt}, {@code transaction.Rejection}), and
 * nothing here reads a clock, a file or a socket.
 *
 * <pre>
 *   transaction   rules around execution: fees, refunds, blocks, system calls, simulation
 *        |
 *   interpreter   the loop, frames, calls and creations   --- trace (observers)
 *     |      \
 *   state   precompile, instruction (256-bit arithmetic)
 * </pre>
 *
 * Source: Ethereum's execution specification up to Osaka, by EIP number where a rule is obeyed.
 */
@NullMarked
package io.vigil.vm;

import org.jspecify.annotations.NullMarked;
