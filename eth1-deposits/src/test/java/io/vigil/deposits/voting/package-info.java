@NullMarked
package io.vigil.deposits.voting;

import org.jspecify.annotations.NullMarked;
