@NullMarked
package io.vigil.deposits.contract;

import org.jspecify.annotations.NullMarked;
