/** The node's clock: the settings made into sources, the switches, and what an operator sees of it. */
@NullMarked
package io.vigil.node.time;

import org.jspecify.annotations.NullMarked;
