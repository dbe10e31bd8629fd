/** Plans for a chain that stands still, as operators hand them around (G43–G49): files, and what is wrong with one. */
@NullMarked
package io.vigil.node.plan;

import org.jspecify.annotations.NullMarked;
