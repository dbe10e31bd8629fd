/**
 * Kills real nodes at named instants of a block's life and at random ones, with and without the loss of power, looks at what
 * they leave, and lets them go on.
 */
@NullMarked
package io.vigil.testnet.crash;

import org.jspecify.annotations.NullMarked;
