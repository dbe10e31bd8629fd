@NullMarked
package io.vigil.deposits;

import org.jspecify.annotations.NullMarked;
