@NullMarked
package io.vigil.node.snapshot;

import org.jspecify.annotations.NullMarked;
