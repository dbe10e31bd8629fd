@NullMarked
package io.vigil.node.preflight;

import org.jspecify.annotations.NullMarked;
