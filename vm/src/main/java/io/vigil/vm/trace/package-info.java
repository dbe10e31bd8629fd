/**
 * Observers whose data are what geth's tracers print: every step ({@code structLogs}) or the tree of calls ({@code
 * callTracer}). JSON is the caller's.
 */
@NullMarked
package io.vigil.vm.trace;

import org.jspecify.annotations.NullMarked;
