/**
 * The commands. Each parses its words, calls what the other modules offer, prints the result and maps a failure to an
 * exit code; nothing is decided here.
 */
@NullMarked
package io.vigil.cli;

import org.jspecify.annotations.NullMarked;
