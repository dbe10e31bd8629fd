/**
 * The core joined to the clocks of the machine, which come in through the constructor. No thread is made here: whoever
 * owns the clock calls {@code tick} and gives the executor on which sources are asked.
 */
@NullMarked
package io.vigil.timesync.clock;

import org.jspecify.annotations.NullMarked;
