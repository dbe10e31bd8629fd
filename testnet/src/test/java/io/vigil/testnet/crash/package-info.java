/** Short rounds of what {@code vigil bench crash} does at length. */
@NullMarked
package io.vigil.testnet.crash;

import org.jspecify.annotations.NullMarked;
