/** What an operator does to the stores of a home whose node does not run: look, scrub, roll back, recover. */
@NullMarked
package io.vigil.node.upkeep;

import org.jspecify.annotations.NullMarked;
