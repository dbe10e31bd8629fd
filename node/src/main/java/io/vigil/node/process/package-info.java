/** A node as a process of the system: its log, its signals, its exit code. */
@NullMarked
package io.vigil.node.process;

import org.jspecify.annotations.NullMarked;
