@NullMarked
package io.vigil.consensus;

import org.jspecify.annotations.NullMarked;
