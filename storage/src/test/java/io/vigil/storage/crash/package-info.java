/** Kills writers and damages files; mains print a table, and the tests that end in IT run a short round of each. */
@NullMarked
package io.vigil.storage.crash;

import org.jspecify.annotations.NullMarked;
