/**
 * What a node knows about the time, and how little anyone may change it.
 *
 * <pre>
 *   servers --Answer--> Panel (one per tier) --hull--> Judgement --target--> Correction --> Clock
 *                        majority of the CONFIGURED     dead-band,            500 ms, 500 ppm
 *                        sources, never an average      bound
 * </pre>
 *
 * <p>{@link io.vigil.timesync.TimeSync} is the core: events in, effects out, no clock, thread, socket or randomness.
 * Monotonic and wall time come in with every event as a {@link io.vigil.timesync.Reading}. Sub-packages: {@code
 * roughtime} and {@code ntp} (wire formats and their checks, pure), {@code udp} (the only sockets), {@code files}
 * (evidence, server lists), {@code clock} (the core joined to the machine's clocks).
 *
 * <p>Two rules stand above the rest: no source ever stops the chain, and no source moves the clock by more than
 * {@link io.vigil.timesync.Correction#BOUND} or faster than {@link io.vigil.timesync.Correction#SLEW_PPM}.
 */
@NullMarked
package io.vigil.timesync;

import org.jspecify.annotations.NullMarked;
