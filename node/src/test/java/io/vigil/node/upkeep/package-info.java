@NullMarked
package io.vigil.node.upkeep;

import org.jspecify.annotations.NullMarked;
