/**
 * The rules around execution: which transactions may run, what they pay and get back, what a block of them amounts to,
 * and the same for questions that change nothing.
 */
@NullMarked
package io.vigil.vm.transaction;

import org.jspecify.annotations.NullMarked;
