@NullMarked
package io.vigil.node;

import org.jspecify.annotations.NullMarked;
