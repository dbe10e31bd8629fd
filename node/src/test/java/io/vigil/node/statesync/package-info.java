@NullMarked
package io.vigil.node.statesync;

import org.jspecify.annotations.NullMarked;
