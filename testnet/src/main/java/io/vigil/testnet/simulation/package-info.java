/**
 * Whole networks in one thread on a virtual clock: real cores, simulated links, disks and keys. One seed is one run; everything that can go wrong
 * is drawn from it.
 *
 * <pre>
 *   Simulation --- time ---> SimulatedNode --- events ---> Consensus
 *       |                        |   ^                        |
 *   SimulatedNetwork <-- messages    +------- effects --------+
 *                                |
 *                          SimulatedDisk (what a crash leaves)
 * </pre>
 */
@NullMarked
package io.vigil.testnet.simulation;

import org.jspecify.annotations.NullMarked;
