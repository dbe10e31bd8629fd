/**
 * What is looked at before a long or risky operation, on the file system that it will really use, as the user who will
 * do it (R1.5). Findings are values; who asked decides whether to go on. No message ever proposes to open a folder to
 * everybody.
 */
@NullMarked
package io.vigil.node.preflight;

import org.jspecify.annotations.NullMarked;
