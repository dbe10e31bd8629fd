@NullMarked
package io.vigil.deposits.store;

import org.jspecify.annotations.NullMarked;
