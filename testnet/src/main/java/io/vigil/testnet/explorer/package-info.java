/**
 * Explicit-state search over real cores: three honest members of four, the fourth free to sign anything. Every order of events, every loss, and a
 * crash with restart at every step boundary are tried; each state is held against S1–S16.
 *
 * <pre>
 *   World (three Stations, blocks made) --Surroundings--> Steps --> next World, checked --> Visited? --> Explorer goes on
 * </pre>
 *
 * <p>A step is all that happens to one member up to its next signature, one event of its core after the other; what it hears and does not act on it
 * can as well hear later, so only there a new state begins.
 *
 * <p>Plans that end the first epoch (G43) can be signed at every step; the epoch after has the same honest members or, by a plan that replaces the
 * set, others, who wait until such a plan has its quorum.
 *
 * <p>What is left out, since it adds no state that matters to safety: single votes and timeouts (a node is handed the certificates that can be made
 * of what honest nodes signed and the fourth may add), times (a timer fires whenever it likes), and waiting for bodies and executions (a node
 * that lacks one is like a node that was not told yet). The simulator has all of these.
 */
@NullMarked
package io.vigil.testnet.explorer;

import org.jspecify.annotations.NullMarked;
