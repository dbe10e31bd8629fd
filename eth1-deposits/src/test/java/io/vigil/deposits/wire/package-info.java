@NullMarked
package io.vigil.deposits.wire;

import org.jspecify.annotations.NullMarked;
