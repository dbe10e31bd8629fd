/** The benchmark programs that other EVMs were measured with, and how to measure this one. Files and clocks are the caller's. */
@NullMarked
package io.vigil.vm.bench;

import org.jspecify.annotations.NullMarked;
